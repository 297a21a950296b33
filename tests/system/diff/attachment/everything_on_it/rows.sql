INSERT INTO kind VALUES (1), (2);
INSERT INTO t (day, kind, mood, "Odd name") VALUES ('2019-05-05', 1, 'bad', 'a'), ('2021-05-05', 2, 'good', NULL);
INSERT INTO child VALUES (1, '2019-05-05');
REFRESH MATERIALIZED VIEW m;
