-- needs: hstore
CREATE SCHEMA ext;
CREATE EXTENSION hstore WITH SCHEMA ext;
CREATE TABLE t (h ext.hstore);
CREATE FUNCTION f(ext.hstore) RETURNS text LANGUAGE sql AS 'SELECT ''a''';
