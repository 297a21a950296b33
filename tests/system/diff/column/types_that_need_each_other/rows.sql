INSERT INTO t SELECT n, n, n FROM generate_series(1, 50) AS n;
