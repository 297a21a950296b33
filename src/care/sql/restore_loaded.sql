-- Tables that have all their rows while a dump is restored: indexes and keys are made after that.
-- params:  none
-- columns: schema text, name text
-- source:  PostgreSQL documentation, "pg_index", "Progress Reporting"; since 12
SELECT s.nspname::text AS schema, c.relname::text AS name
  FROM pg_catalog.pg_class AS c
  JOIN pg_catalog.pg_namespace AS s ON s.oid = c.relnamespace
 WHERE c.relkind = 'r' AND s.nspname !~ '^pg_' AND s.nspname <> 'information_schema'
   AND (EXISTS (SELECT FROM pg_catalog.pg_index AS i WHERE i.indrelid = c.oid)
        OR c.oid IN (SELECT p.relid FROM pg_catalog.pg_stat_progress_create_index AS p
                      WHERE p.datname = pg_catalog.current_database()))
