-- needs: hstore
CREATE SCHEMA ext;
CREATE EXTENSION hstore WITH SCHEMA ext;
CREATE EXTENSION pg_trgm;
CREATE TABLE t (h ext.hstore DEFAULT '', a text);
CREATE INDEX ON t USING gin (a gin_trgm_ops);
CREATE INDEX ON t USING gin (h);
CREATE VIEW v AS SELECT h OPERATOR(ext.->) 'x' AS x FROM t;
