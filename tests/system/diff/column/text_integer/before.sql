CREATE TABLE t (id integer, a text DEFAULT '5', b varchar(10) NOT NULL, c text[]);
CREATE INDEX ia ON t (a);
CREATE VIEW v AS SELECT a, b FROM t;
GRANT SELECT ON v TO howdah_reader;
