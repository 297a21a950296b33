-- name: cache
-- also: cache-hits
-- title: how often tables and their indexes were found in shared buffers
-- group: queries
-- tells: Blocks read from outside of shared buffers, and the share that was found inside, per table.
-- omits: The cache of the operating system: a read can still be fast. The numbers are of the whole time since
--   the statistics began, and hardly move: compare two looks. A good ratio of a huge number is still slow.
-- params:
--   pattern: names
-- columns:
--   schema text        the schema
--   name text          the table
--   read bytes         of rows, from outside
--   hit percent        of blocks of rows, found inside
--   index_read bytes   of indexes, from outside
--   index_hit percent  of blocks of indexes, found inside
-- cost: cheap
-- source: PostgreSQL documentation, "pg_statio_all_tables"
SELECT n.nspname::text AS schema, c.relname::text AS name,
       (s.fetched - s.hit) * b.block AS read, round(100.0 * s.hit / NULLIF(s.fetched, 0), 1) AS hit,
       (x.fetched - x.hit) * b.block AS index_read, round(100.0 * x.hit / NULLIF(x.fetched, 0), 1) AS index_hit
  FROM pg_class AS c
  JOIN pg_namespace AS n ON n.oid = c.relnamespace
 CROSS JOIN (SELECT current_setting('block_size')::bigint AS block) AS b
 CROSS JOIN LATERAL (SELECT pg_stat_get_blocks_fetched(c.oid) AS fetched, pg_stat_get_blocks_hit(c.oid) AS hit) AS s
 CROSS JOIN LATERAL (SELECT COALESCE(sum(pg_stat_get_blocks_fetched(i.indexrelid)), 0)::bigint AS fetched,
                            COALESCE(sum(pg_stat_get_blocks_hit(i.indexrelid)), 0)::bigint AS hit
                       FROM pg_index AS i WHERE i.indrelid = c.oid) AS x
 WHERE c.relkind IN ('r', 'm', 't') AND s.fetched > 0
   AND CASE WHEN $1::text IS NULL THEN n.nspname NOT IN ('pg_catalog', 'information_schema') AND n.nspname !~ '^pg_(toast|temp_)'
            ELSE n.nspname || '.' || c.relname ~ $1::text END
 ORDER BY read DESC, n.nspname, c.relname
