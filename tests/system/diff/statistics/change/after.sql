CREATE TABLE t (a integer, b integer, c varchar(9));
CREATE STATISTICS s1 (dependencies, mcv) ON a, b FROM t;
CREATE STATISTICS s2 ON a, (b + 1) FROM t;
ALTER STATISTICS s1 OWNER TO howdah_keeper;
CREATE STATISTICS s3 ON lower(c), a FROM t;
COMMENT ON STATISTICS s1 IS 'one';
