CREATE SEQUENCE s;
CREATE FUNCTION d() RETURNS integer LANGUAGE sql AS 'SELECT 1';
CREATE TABLE t (a integer DEFAULT 1, b integer DEFAULT d(), c integer, d integer DEFAULT nextval('s'), e text DEFAULT NULL::text, f timestamptz DEFAULT '2020-01-01 00:00:00+00');
