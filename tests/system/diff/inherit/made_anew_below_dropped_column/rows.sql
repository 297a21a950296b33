INSERT INTO below (a, c, d) VALUES (1, 2, 3);
