CREATE TABLE t (id integer, a integer DEFAULT 5, b bigint NOT NULL, c integer[]);
CREATE INDEX ia ON t (a);
CREATE VIEW v AS SELECT a, b FROM t;
GRANT SELECT ON v TO howdah_reader;
