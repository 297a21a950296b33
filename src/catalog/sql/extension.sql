-- Extensions, without those that initdb makes.
-- params:  none
-- columns: objid oid, name text, in_schema text, version text
-- source:  PostgreSQL documentation, "pg_extension"; since 10
SELECT e.oid AS objid, e.extname AS name, n.nspname AS in_schema, e.extversion AS version
  FROM pg_catalog.pg_extension AS e
  JOIN pg_catalog.pg_namespace AS n ON n.oid = e.extnamespace
 WHERE e.oid >= 16384;
