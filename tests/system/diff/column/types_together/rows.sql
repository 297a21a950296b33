INSERT INTO t SELECT n, n, n + 1, 'c' || n, n, n FROM generate_series(1, 50) AS n;
INSERT INTO o SELECT n, n, 'note' FROM generate_series(1, 50) AS n;
