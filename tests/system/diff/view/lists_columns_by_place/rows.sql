INSERT INTO t VALUES (1, 'c', 'a');
