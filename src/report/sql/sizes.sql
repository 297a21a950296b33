-- name: sizes
-- also: table-sizes
-- title: the largest tables: heap, TOAST and indexes
-- group: sizes
-- tells: The bytes on disk of each table with all that belongs to it. A partitioned table counts
--   its partitions. System tables are included when they match the pattern.
-- omits: The sum of all tables is not the size of the database: catalogs, temporary files and
--   free space maps of others come on top. Tables that somebody locks are estimated from
--   pg_class.relpages and marked, because measuring them would wait for the lock.
-- params:
--   pattern: names; without it system schemas are left out
-- columns:
--   schema text     the schema
--   name text       the table
--   total bytes     all together
--   heap bytes      rows, with free space map and visibility map
--   toast bytes     long values, with their index
--   indexes bytes   all indexes
--   rows count      estimated rows; empty when never counted
--   approximate bool  it is locked, and the sizes are estimates
-- cost: cheap
-- locked: gone around
-- source: PostgreSQL documentation, "Database Object Size Functions"
WITH RECURSIVE relations AS (
    SELECT c.oid, c.relname, n.nspname
      FROM pg_class AS c
      JOIN pg_namespace AS n ON n.oid = c.relnamespace
     WHERE c.relkind IN ('r', 'p', 'm') AND NOT c.relispartition
       AND CASE WHEN $1::text IS NULL
                THEN n.nspname NOT IN ('pg_catalog', 'information_schema') AND n.nspname !~ '^pg_(toast|temp_)'
                ELSE n.nspname || '.' || c.relname ~ $1::text END
), tree AS (
    SELECT r.oid AS root, r.oid AS leaf FROM relations AS r
    UNION ALL
    SELECT t.root, i.inhrelid
      FROM tree AS t
      JOIN pg_class AS p ON p.oid = t.leaf AND p.relkind = 'p'
      JOIN pg_inherits AS i ON i.inhparent = t.leaf
), locked AS (
    SELECT DISTINCT l.relation
      FROM pg_locks AS l
     WHERE l.locktype = 'relation' AND l.mode = 'AccessExclusiveLock' AND l.pid IS DISTINCT FROM pg_backend_pid()
), leaves AS (
    SELECT t.root, c.oid, c.reltoastrelid, c.relpages::bigint AS pages, c.reltuples,
           EXISTS (SELECT FROM locked AS l
                    WHERE l.relation IN (c.oid, c.reltoastrelid)
                       OR l.relation IN (SELECT x.indexrelid FROM pg_index AS x WHERE x.indrelid = c.oid)) AS locked
      FROM tree AS t
      JOIN pg_class AS c ON c.oid = t.leaf AND c.relkind IN ('r', 'm')
), measured AS (
    SELECT v.root, v.locked, v.reltuples,
           CASE WHEN v.locked THEN v.pages * current_setting('block_size')::bigint
                ELSE pg_table_size(v.oid) - COALESCE(pg_total_relation_size(NULLIF(v.reltoastrelid, 0)), 0) END AS heap,
           CASE WHEN v.reltoastrelid = 0 THEN 0
                WHEN v.locked THEN (SELECT o.relpages::bigint * current_setting('block_size')::bigint
                                      FROM pg_class AS o WHERE o.oid = v.reltoastrelid)
                ELSE pg_total_relation_size(v.reltoastrelid) END AS toast,
           CASE WHEN v.locked THEN COALESCE((SELECT sum(k.relpages::bigint) * current_setting('block_size')::bigint
                                               FROM pg_index AS x JOIN pg_class AS k ON k.oid = x.indexrelid
                                              WHERE x.indrelid = v.oid), 0)
                ELSE pg_indexes_size(v.oid) END AS indexes
      FROM leaves AS v
)
SELECT r.nspname::text AS schema, r.relname::text AS name,
       COALESCE(sum(m.heap + m.toast + m.indexes), 0)::bigint AS total,
       COALESCE(sum(m.heap), 0)::bigint AS heap, COALESCE(sum(m.toast), 0)::bigint AS toast,
       COALESCE(sum(m.indexes), 0)::bigint AS indexes,
       round(sum(CASE WHEN m.reltuples >= 0 THEN m.reltuples END)::numeric)::bigint AS rows,
       COALESCE(bool_or(m.locked), false) AS approximate
  FROM relations AS r
  LEFT JOIN measured AS m ON m.root = r.oid
 GROUP BY r.oid, r.nspname, r.relname
 ORDER BY total DESC, r.nspname, r.relname
