-- name: dead-rows
-- title: dead rows that vacuum has not removed yet
-- group: vacuum
-- tells: Rows that no new transaction sees and that still take space, and when the table was vacuumed.
-- omits: The space that vacuum freed inside of the table and that nothing uses ("howdah show bloat").
-- params:
--   pattern: names
-- columns:
--   schema text          the schema
--   name text            the table
--   dead count           dead rows
--   live count           live rows, as the statistics have it
--   dead_share percent   of all
--   last_vacuum time     by hand
--   last_autovacuum time by autovacuum
--   vacuums count        by either, since the statistics began
--   size bytes           by pg_class.relpages
-- cost: cheap
-- source: PostgreSQL documentation, "pg_stat_all_tables"
SELECT n.nspname::text AS schema, c.relname::text AS name, s.dead, s.live,
       round(100.0 * s.dead / NULLIF(s.dead + s.live, 0), 1) AS dead_share,
       pg_stat_get_last_vacuum_time(c.oid) AS last_vacuum, pg_stat_get_last_autovacuum_time(c.oid) AS last_autovacuum,
       pg_stat_get_vacuum_count(c.oid) + pg_stat_get_autovacuum_count(c.oid) AS vacuums,
       c.relpages::bigint * current_setting('block_size')::bigint AS size
  FROM pg_class AS c
  JOIN pg_namespace AS n ON n.oid = c.relnamespace
 CROSS JOIN LATERAL (SELECT pg_stat_get_dead_tuples(c.oid) AS dead, pg_stat_get_live_tuples(c.oid) AS live) AS s
 WHERE c.relkind IN ('r', 'm') AND s.dead > 0
   AND CASE WHEN $1::text IS NULL THEN n.nspname NOT IN ('pg_catalog', 'information_schema') AND n.nspname !~ '^pg_(toast|temp_)'
            ELSE n.nspname || '.' || c.relname ~ $1::text END
 ORDER BY s.dead DESC, n.nspname, c.relname
