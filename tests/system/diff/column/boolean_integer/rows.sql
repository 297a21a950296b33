INSERT INTO t VALUES (1, true, 0, 'false');
