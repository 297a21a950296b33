INSERT INTO t SELECT i, i::text FROM generate_series(1, 199) AS i;
INSERT INTO u SELECT i, i::text FROM generate_series(1, 250) AS i;
INSERT INTO h SELECT generate_series(1, 50);
INSERT INTO e VALUES ('2020-02-02', 1);
