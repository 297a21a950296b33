INSERT INTO t SELECT i, j, i || '/' || j FROM generate_series(1, 15) AS i, generate_series(1, 6) AS j;
