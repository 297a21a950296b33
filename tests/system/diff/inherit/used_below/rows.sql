INSERT INTO reviewed VALUES (1, 'r', 2);
INSERT INTO reviewed_line VALUES (2, 's', 4, 'y', 5, 6);
INSERT INTO measured VALUES ('2023-02-03', 7, 'z');
