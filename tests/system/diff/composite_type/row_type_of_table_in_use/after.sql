CREATE TABLE t (a integer, b text, c integer);
CREATE TABLE u (id integer, x t);
CREATE FUNCTION f(t) RETURNS SETOF t LANGUAGE sql AS 'SELECT $1';
CREATE VIEW v AS SELECT t FROM t;
