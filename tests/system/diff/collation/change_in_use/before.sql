CREATE COLLATION c (provider = libc, locale = 'C');
CREATE TABLE t (id integer, a text COLLATE c);
CREATE INDEX i ON t (a);
CREATE DOMAIN d AS text COLLATE c;
CREATE VIEW v AS SELECT a COLLATE c AS b FROM t;
