SELECT setval('a_id_seq', 9);
