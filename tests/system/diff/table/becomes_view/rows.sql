INSERT INTO base VALUES (1, true);
