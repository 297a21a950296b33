INSERT INTO p SELECT n, n FROM generate_series(0, 9) AS n;
INSERT INTO p2 SELECT n, n FROM generate_series(10, 19) AS n;
