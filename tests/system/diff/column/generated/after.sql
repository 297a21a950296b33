CREATE FUNCTION f(integer) RETURNS integer LANGUAGE sql IMMUTABLE AS 'SELECT $1 + 2';
CREATE TABLE t (a integer, b integer GENERATED ALWAYS AS (f(a) * 2) STORED, c integer GENERATED ALWAYS AS (a - 1) STORED, d integer);
CREATE INDEX ON t (b);
