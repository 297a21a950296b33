SET check_function_bodies = off;
CREATE TABLE t (id integer);
CREATE FUNCTION a(n integer) RETURNS integer LANGUAGE plpgsql AS 'BEGIN RETURN b(n - 1); END';
CREATE FUNCTION b(n integer) RETURNS integer LANGUAGE sql AS 'SELECT CASE WHEN n > 0 THEN a(n - 1) END';
ALTER TABLE t ADD x integer DEFAULT a(1);
CREATE FUNCTION c() RETURNS bigint LANGUAGE sql AS 'SELECT count(*) FROM later';
CREATE VIEW later AS SELECT c() AS n FROM t;
