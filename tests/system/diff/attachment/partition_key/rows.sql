INSERT INTO t VALUES (1, 1, 'a'), (15, 2, 'b');
