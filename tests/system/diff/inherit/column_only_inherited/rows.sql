INSERT INTO p (a) VALUES (1);
INSERT INTO c VALUES (2, 'c');
INSERT INTO d (a) VALUES (3);
INSERT INTO e (a, x) VALUES (4, 'e');
INSERT INTO moves (a, k, y) VALUES (5, 6, 'm');
INSERT INTO refers VALUES (2);
