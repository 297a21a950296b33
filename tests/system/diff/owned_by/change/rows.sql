SELECT setval('s', 7), setval('r', 8), setval('q', 9);
