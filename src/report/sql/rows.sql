-- name: rows
-- title: how many rows each table has, estimated
-- group: sizes
-- tells: Rows as the planner estimates them: the density at the last VACUUM or ANALYZE times the present
--   size. It does not depend on statistics that a crash, a restore or a reset sets to zero. A table that was
--   never counted takes the statistics' number of live rows. A partitioned table is the sum of its partitions.
-- omits: The exact number ("howdah show count NAME"). Tables that somebody locks are taken as large as they
--   were at the last VACUUM or ANALYZE.
-- params:
--   pattern: names; without it system schemas are left out
-- columns:
--   schema text    the schema
--   name text      the table
--   rows count     estimated; empty when it cannot be
--   source text    planner, statistics, or not known
--   changed count  rows changed since the last ANALYZE, as the statistics have it
-- cost: cheap
-- locked: gone around
-- source: PostgreSQL documentation, "pg_class", "Row Estimation Examples"
WITH RECURSIVE relations AS (
    SELECT c.oid, c.relname, n.nspname
      FROM pg_class AS c
      JOIN pg_namespace AS n ON n.oid = c.relnamespace
     WHERE c.relkind IN ('r', 'p', 'm') AND NOT c.relispartition
       AND CASE WHEN $1::text IS NULL THEN n.nspname NOT IN ('pg_catalog', 'information_schema') AND n.nspname !~ '^pg_(toast|temp_)'
            ELSE n.nspname || '.' || c.relname ~ $1::text END
), tree AS (
    SELECT r.oid AS root, r.oid AS leaf FROM relations AS r
    UNION ALL
    SELECT t.root, i.inhrelid
      FROM tree AS t
      JOIN pg_class AS p ON p.oid = t.leaf AND p.relkind = 'p'
      JOIN pg_inherits AS i ON i.inhparent = t.leaf
), counted AS (
    SELECT t.root,
           CASE WHEN c.reltuples < 0 THEN NULLIF(pg_stat_get_live_tuples(c.oid), 0)
                WHEN c.relpages = 0 OR EXISTS (SELECT FROM pg_locks AS l WHERE l.locktype = 'relation' AND l.mode = 'AccessExclusiveLock'
                     AND l.relation = c.oid AND l.pid IS DISTINCT FROM pg_backend_pid()) THEN c.reltuples
                ELSE c.reltuples / c.relpages
                     * (pg_relation_size(c.oid) / current_setting('block_size')::bigint) END AS rows,
           CASE WHEN c.reltuples >= 0 THEN 1 WHEN pg_stat_get_live_tuples(c.oid) > 0 THEN 2 ELSE 3 END AS source,
           pg_stat_get_mod_since_analyze(c.oid) AS changed
      FROM tree AS t
      JOIN pg_class AS c ON c.oid = t.leaf AND c.relkind IN ('r', 'm')
)
SELECT r.nspname::text AS schema, r.relname::text AS name, round(sum(k.rows)::numeric)::bigint AS rows,
       (ARRAY['planner', 'statistics', 'not known'])[max(k.source)] AS source, sum(k.changed)::bigint AS changed
  FROM relations AS r
  LEFT JOIN counted AS k ON k.root = r.oid
 GROUP BY r.oid, r.nspname, r.relname
 ORDER BY rows DESC NULLS LAST, r.nspname, r.relname
