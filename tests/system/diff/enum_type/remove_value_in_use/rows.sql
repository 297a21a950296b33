INSERT INTO t VALUES (1, 'a', '{a,b}', 'a'), (2, 'b', '{b}', NULL);
