CREATE COLLATION plain (provider = libc, locale = 'C');
COMMENT ON COLLATION plain IS 'plain';
ALTER COLLATION plain OWNER TO howdah_keeper;
CREATE TABLE t (a text COLLATE plain);
CREATE INDEX ON t (a COLLATE plain);
