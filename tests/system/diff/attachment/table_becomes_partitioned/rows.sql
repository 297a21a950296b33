INSERT INTO t VALUES (1, 'a'), (15, 'b');
