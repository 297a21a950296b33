INSERT INTO t2 SELECT i, i FROM generate_series(1, 20) AS i WHERE satisfies_hash_partition('t'::regclass, 2, 1, i);
