INSERT INTO t (a, b) VALUES (1, 'a'), (2, 'b'), (20, NULL);
INSERT INTO n VALUES (1, 'x'), (NULL, 'y');
