CREATE SCHEMA ext;
CREATE EXTENSION hstore WITH SCHEMA public;
CREATE TABLE t (h public.hstore);
CREATE FUNCTION f(public.hstore) RETURNS text LANGUAGE sql AS 'SELECT ''a''';
