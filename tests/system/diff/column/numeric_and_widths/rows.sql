INSERT INTO t VALUES (1.25, 'abc', 'x', 1.5, 7, B'101', 'abc', 5);
