INSERT INTO p SELECT n, n FROM generate_series(0, 19) AS n;
