-- name: missing-indexes
-- also: seq-scans
-- title: large tables that are read as a whole again and again
-- group: indexes
-- tells: Tables by the rows that sequential scans read: how often, how many rows each time, against index
--   scans. A table without any index is the worst case and is here too.
-- omits: Which columns: that takes the queries ("howdah show slow"). Dumps read every table too. Small tables
--   should be scanned. Parallel workers count as scans of their own.
-- params:
--   pattern: names of tables
--   least = 10485760: bytes; smaller tables are left out
-- columns:
--   schema text        the schema
--   name text          the table
--   size bytes         of its rows, by pg_class.relpages
--   rows count         estimated
--   seq_scans count    since the statistics began
--   rows_each count    rows that one of them read
--   rows_read count    rows that all of them read
--   index_scans count  by all indexes
--   indexes count      that it has
--   scans_a_day number  sequential scans
-- cost: cheap
-- source: PostgreSQL documentation, "pg_stat_all_tables"; idx_scan is NULL without any index (measured)
SELECT n.nspname::text AS schema, c.relname::text AS name,
       c.relpages::bigint * current_setting('block_size')::bigint AS size,
       CASE WHEN c.reltuples >= 0 THEN c.reltuples::bigint END AS rows, s.scans AS seq_scans,
       s.read / NULLIF(s.scans, 0) AS rows_each, s.read AS rows_read, x.scans AS index_scans, x.indexes,
       round(s.scans * 86400 / NULLIF(extract(epoch FROM clock_timestamp() - d.stats_reset), 0), 1) AS scans_a_day
  FROM pg_class AS c
  JOIN pg_namespace AS n ON n.oid = c.relnamespace
  JOIN pg_stat_database AS d ON d.datname = current_database()
 CROSS JOIN LATERAL (SELECT pg_stat_get_numscans(c.oid) AS scans, pg_stat_get_tuples_returned(c.oid) AS read) AS s
 CROSS JOIN LATERAL (SELECT COALESCE(sum(pg_stat_get_numscans(i.indexrelid)), 0)::bigint AS scans, count(*) AS indexes
                       FROM pg_index AS i WHERE i.indrelid = c.oid) AS x
 WHERE c.relkind IN ('r', 'm') AND s.scans > 0
   AND c.relpages::bigint * current_setting('block_size')::bigint >= $2::bigint
   AND CASE WHEN $1::text IS NULL THEN n.nspname NOT IN ('pg_catalog', 'information_schema') AND n.nspname !~ '^pg_(toast|temp_)'
            ELSE n.nspname || '.' || c.relname ~ $1::text END
 ORDER BY s.read DESC, n.nspname, c.relname
