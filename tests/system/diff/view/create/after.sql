CREATE TABLE t (a integer, b text);
CREATE VIEW v (x, y) WITH (security_barrier, check_option = local) AS SELECT a, b FROM t WHERE a > 0;
CREATE RECURSIVE VIEW r (n) AS VALUES (1) UNION ALL SELECT n + 1 FROM r WHERE n < 5;
CREATE VIEW w AS SELECT * FROM v JOIN r ON r.n = v.x;
COMMENT ON VIEW v IS 'v';
COMMENT ON COLUMN v.x IS 'x';
GRANT SELECT (x), UPDATE ON v TO howdah_reader;
ALTER VIEW w OWNER TO howdah_keeper;
