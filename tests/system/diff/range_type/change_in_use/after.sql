CREATE TYPE r AS RANGE (subtype = bigint);
CREATE TABLE t (id integer, x r, EXCLUDE USING gist (x WITH &&));
CREATE FUNCTION f(r) RETURNS integer LANGUAGE sql AS 'SELECT lower($1)::integer';
