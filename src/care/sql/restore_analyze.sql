-- ANALYZE of all that a database has, split into statements, the longest first. A partitioned table's
-- covers its partitions. Catalogs are left to autovacuum.
-- params:  none
-- columns: statement text
-- source:  PostgreSQL documentation, "ANALYZE"; since 10
SELECT pg_catalog.format('ANALYZE %I.%I', s.nspname, c.relname) AS statement
  FROM pg_catalog.pg_class AS c
  JOIN pg_catalog.pg_namespace AS s ON s.oid = c.relnamespace
 WHERE s.nspname NOT IN ('pg_catalog', 'information_schema')
   AND c.relkind IN ('r', 'm', 'p') AND NOT c.relispartition AND c.relpersistence <> 't' AND NOT c.relisshared
 ORDER BY c.relkind = 'p' DESC, c.relpages DESC, s.nspname COLLATE "C", c.relname COLLATE "C"
