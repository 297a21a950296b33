CREATE FUNCTION fits(integer) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT true';
CREATE DOMAIN d AS integer;
CREATE DOMAIN over_d AS d;
CREATE TYPE r AS (a integer, b d);
CREATE DOMAIN late AS text;
CREATE TABLE t (id integer PRIMARY KEY, x d DEFAULT 1, y d[] DEFAULT '{7}', z r, w over_d, l late[]);
CREATE INDEX t_y ON t USING gin (y);
CREATE VIEW v AS SELECT y, z FROM t;
CREATE MATERIALIZED VIEW m AS SELECT y FROM t;
