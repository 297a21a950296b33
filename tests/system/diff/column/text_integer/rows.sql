INSERT INTO t VALUES (1, '12', '34', '{5,6}');
