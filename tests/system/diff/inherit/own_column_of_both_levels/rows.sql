INSERT INTO below (b, t) VALUES (2, '3');
INSERT INTO leaves (a, z, d) VALUES (1, 2, 3);
