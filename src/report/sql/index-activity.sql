-- name: index-activity
-- title: how much indexes are used
-- group: queries
-- tells: Counters of each index since the statistics were reset, read from the counters
--   themselves, so that it is cheap and waits for no lock. "howdah top" shows them as rates.
-- omits: System indexes. That a unique index finds a duplicate is not a scan, and use on a
--   standby is counted there: "howdah show unused-indexes" knows better what can be dropped.
-- params:
--   pattern: names of indexes or tables
-- columns:
--   schema text       the schema
--   name text         the index
--   table_name text   that it is on
--   scans count       of the index
--   entries count     of the index that they read
--   rows count        of the table that they fetched
--   blocks_read bytes from outside shared buffers
--   hit percent       blocks found in shared buffers
--   size bytes        when it was last vacuumed or analyzed
-- cost: cheap
-- source: PostgreSQL documentation, "pg_stat_all_indexes", "pg_statio_all_indexes"
SELECT n.nspname::text AS schema, c.relname::text AS name, t.relname::text AS table_name,
       pg_stat_get_numscans(c.oid) AS scans, pg_stat_get_tuples_returned(c.oid) AS entries,
       pg_stat_get_tuples_fetched(c.oid) AS rows,
       (b.fetched - b.hit) * current_setting('block_size')::bigint AS blocks_read,
       round(100.0 * b.hit / NULLIF(b.fetched, 0), 1) AS hit,
       c.relpages::bigint * current_setting('block_size')::bigint AS size
  FROM pg_index AS i
  JOIN pg_class AS c ON c.oid = i.indexrelid
  JOIN pg_class AS t ON t.oid = i.indrelid
  JOIN pg_namespace AS n ON n.oid = c.relnamespace
 CROSS JOIN LATERAL (SELECT pg_stat_get_blocks_fetched(c.oid) AS fetched, pg_stat_get_blocks_hit(c.oid) AS hit) AS b
 WHERE c.relkind = 'i'
   AND CASE WHEN $1::text IS NULL
            THEN n.nspname NOT IN ('pg_catalog', 'information_schema') AND n.nspname !~ '^pg_(toast|temp_)'
            ELSE n.nspname || '.' || c.relname ~ $1::text OR n.nspname || '.' || t.relname ~ $1::text END
 ORDER BY n.nspname, c.relname
