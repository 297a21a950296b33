-- also: 14
CREATE TABLE t (id integer, c text, a text);
CREATE VIEW v AS SELECT x, y FROM t AS q (x, y, z);
CREATE VIEW w AS SELECT x, z FROM t AS q (x, y, z);
CREATE FUNCTION all_t() RETURNS SETOF t LANGUAGE sql AS 'TABLE public.t';
CREATE VIEW u AS SELECT id, a FROM all_t();
CREATE MATERIALIZED VIEW m AS SELECT a FROM all_t();
