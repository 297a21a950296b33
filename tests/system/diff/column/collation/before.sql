CREATE TABLE t (id integer, a text COLLATE "C", b text, c varchar(5) COLLATE "POSIX");
CREATE INDEX ON t (a);
CREATE VIEW v AS SELECT a || 'x' AS a FROM t;
