SELECT nextval('s') IS NOT NULL, nextval('n') IS NOT NULL, nextval('d') IS NOT NULL;
