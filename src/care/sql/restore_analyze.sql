-- ANALYZE of all that a database has, split into statements, the longest first. A partitioned table's
-- covers its partitions. Catalogs are left to autovacuum. Where autovacuum will analyze a large table anyway,
-- within its nap, a tenth of the sample does until then: with a list of columns ANALYZE leaves the count of
-- changed rows alone that autovacuum goes by. Parents, expressions in indexes and extended statistics are not
-- for that: the first autovacuum does not see, the others a list of columns leaves out.
-- params:  $1 bool  all of it now: nothing is left to autovacuum
-- columns: target text (default_statistics_target for it), statement text
-- source:  PostgreSQL documentation, "ANALYZE", "Automatic Vacuuming"; src/backend/commands/analyze.c; since 10
SELECT CASE WHEN v.later THEN '10' ELSE pg_catalog.current_setting('default_statistics_target') END AS target,
       pg_catalog.format('ANALYZE %I.%I', s.nspname, c.relname)
           || CASE WHEN v.later
                   THEN (SELECT pg_catalog.format(' (%s)', pg_catalog.string_agg(pg_catalog.quote_ident(a.attname), ', '))
                           FROM pg_catalog.pg_attribute AS a
                          WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped)
                   ELSE '' END AS statement
  FROM pg_catalog.pg_class AS c
  JOIN pg_catalog.pg_namespace AS s ON s.oid = c.relnamespace
 CROSS JOIN LATERAL (
       SELECT NOT $1::bool AND c.relkind = 'r' AND c.relnatts > 0 AND c.reltuples > 10000 AND c.reloptions IS NULL
              AND pg_catalog.current_setting('autovacuum')::bool AND pg_catalog.current_setting('track_counts')::bool
              AND pg_catalog.current_setting('autovacuum_analyze_scale_factor')::float8 <= 0.5
              AND pg_catalog.current_setting('autovacuum_naptime')::interval <= interval '5 min'
              AND NOT EXISTS (SELECT FROM pg_catalog.pg_inherits AS i WHERE i.inhparent = c.oid)
              AND NOT EXISTS (SELECT FROM pg_catalog.pg_index AS x WHERE x.indrelid = c.oid AND x.indexprs IS NOT NULL)
              AND NOT EXISTS (SELECT FROM pg_catalog.pg_statistic_ext AS e WHERE e.stxrelid = c.oid) AS later) AS v
 WHERE s.nspname NOT IN ('pg_catalog', 'information_schema')
   AND c.relkind IN ('r', 'm', 'p') AND NOT c.relispartition AND c.relpersistence <> 't' AND NOT c.relisshared
 ORDER BY c.relkind = 'p' DESC, c.relpages DESC, s.nspname COLLATE "C", c.relname COLLATE "C"
