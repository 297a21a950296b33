-- name: table-activity
-- title: how much tables are read and written
-- group: queries
-- tells: Counters of each table since the statistics were reset, read from the counters
--   themselves and not from the sizes of files, so that it is cheap and waits for no lock.
--   "howdah top" shows them as rates.
-- omits: System tables. Sizes are those of the last vacuum or analyze.
-- params:
--   pattern: names of tables
-- columns:
--   schema text       the schema
--   name text         the table
--   seq_scans count   scans of the whole table
--   seq_rows count    rows that they read
--   index_scans count scans of its indexes
--   index_rows count  rows that they fetched
--   inserted count    rows
--   updated count     rows
--   hot_updated count of them, without a new index entry
--   deleted count     rows
--   live count        rows, estimated
--   dead count        rows that wait for vacuum, estimated
--   blocks_read bytes of heap, from outside shared buffers
--   hit percent       blocks of heap found in shared buffers
--   size bytes        of heap, when it was last vacuumed or analyzed
-- cost: cheap
-- source: PostgreSQL documentation, "pg_stat_all_tables", "pg_statio_all_tables"
SELECT n.nspname::text AS schema, c.relname::text AS name,
       pg_stat_get_numscans(c.oid) AS seq_scans, pg_stat_get_tuples_returned(c.oid) AS seq_rows,
       i.scans AS index_scans, i.rows AS index_rows,
       pg_stat_get_tuples_inserted(c.oid) AS inserted, pg_stat_get_tuples_updated(c.oid) AS updated,
       pg_stat_get_tuples_hot_updated(c.oid) AS hot_updated, pg_stat_get_tuples_deleted(c.oid) AS deleted,
       pg_stat_get_live_tuples(c.oid) AS live, pg_stat_get_dead_tuples(c.oid) AS dead,
       (b.fetched - b.hit) * current_setting('block_size')::bigint AS blocks_read,
       round(100.0 * b.hit / NULLIF(b.fetched, 0), 1) AS hit,
       c.relpages::bigint * current_setting('block_size')::bigint AS size
  FROM pg_class AS c
  JOIN pg_namespace AS n ON n.oid = c.relnamespace
 CROSS JOIN LATERAL (SELECT pg_stat_get_blocks_fetched(c.oid) AS fetched, pg_stat_get_blocks_hit(c.oid) AS hit) AS b
  LEFT JOIN LATERAL (SELECT sum(pg_stat_get_numscans(x.indexrelid))::bigint AS scans,
                            sum(pg_stat_get_tuples_fetched(x.indexrelid))::bigint AS rows
                       FROM pg_index AS x WHERE x.indrelid = c.oid) AS i ON true
 WHERE c.relkind IN ('r', 'm')
   AND CASE WHEN $1::text IS NULL
            THEN n.nspname NOT IN ('pg_catalog', 'information_schema') AND n.nspname !~ '^pg_(toast|temp_)'
            ELSE n.nspname || '.' || c.relname ~ $1::text END
 ORDER BY n.nspname, c.relname
