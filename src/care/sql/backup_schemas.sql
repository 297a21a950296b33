-- Schemas that match a pattern.
-- params:  $1 text  regex
-- columns: name text
-- source:  PostgreSQL documentation, "pg_namespace"; since 9
SELECT s.nspname::text AS name
  FROM pg_catalog.pg_namespace AS s
 WHERE s.nspname ~ $1::text AND s.nspname !~ '^pg_' AND s.nspname <> 'information_schema'
 ORDER BY s.nspname COLLATE "C"
