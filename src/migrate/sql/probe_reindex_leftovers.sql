-- Indexes that a REINDEX CONCURRENTLY has left: not valid, named ..._ccnew or ..._ccold.
-- params:  none
-- columns: name text (quoted, qualified)
-- source:  PostgreSQL documentation, "REINDEX", Rebuilding Indexes Concurrently; since 12
SELECT pg_catalog.format('%I.%I', n.nspname, c.relname) AS name
  FROM pg_catalog.pg_index AS x
  JOIN pg_catalog.pg_class AS c ON c.oid = x.indexrelid
  JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
 WHERE NOT x.indisvalid
   AND c.relname ~ '_cc(new|old)\d*$'
   AND n.nspname <> 'pg_toast'
   AND NOT EXISTS (SELECT FROM pg_catalog.pg_stat_progress_create_index AS p
                    WHERE p.index_relid = x.indexrelid
                      AND p.datname = pg_catalog.current_database())
 ORDER BY 1;
