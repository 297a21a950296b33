-- The schema of the version table that search_path finds.
-- params:  $1 text  table as written in SQL
-- columns: schema text
-- source:  PostgreSQL documentation, "pg_class"; since 10
SELECT n.nspname AS schema
  FROM pg_catalog.pg_class AS c
  JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
 WHERE c.oid = pg_catalog.to_regclass($1);
