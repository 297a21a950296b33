INSERT INTO t VALUES (41, 'a'), (7, 'b');
INSERT INTO u VALUES (3, 'x');
