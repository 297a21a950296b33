INSERT INTO t (id, a, b, c, d) VALUES (1, 2, 'b', 3, 4);
INSERT INTO below (id, a, b, c, d) VALUES (2, 2, 'b', 3, 4);
INSERT INTO p VALUES (1, 2);
