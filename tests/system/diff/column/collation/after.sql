CREATE TABLE t (id integer, a text, b text COLLATE "C", c varchar(5) COLLATE "C");
CREATE INDEX ON t (a);
CREATE VIEW v AS SELECT a || 'x' AS a FROM t;
