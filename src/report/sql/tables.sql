-- name: tables
-- title: tables, views and sequences, with owner, rows and size
-- group: objects
-- tells: What psql's \dt+, \dv and \dm list: every table, partitioned table, materialized view,
--   view, foreign table of the user schemas, with its owner, its estimated rows and the size of
--   the whole (heap, TOAST, indexes; a partitioned table with its partitions).
-- omits: Exact row counts ("howdah show count"). Sizes of tables that somebody locks are
--   estimated from pg_class.relpages, because measuring them would wait for the lock.
-- params:
--   pattern: names; without it system schemas are left out
-- columns:
--   schema text    the schema
--   name text      the relation
--   kind text      table, partitioned table, view, materialized view, foreign table
--   owner text     who owns it
--   rows count     estimated rows; empty when never counted and for views
--   size bytes     heap, TOAST and indexes; of all partitions
--   comment text   its comment
-- cost: cheap
-- locked: gone around
-- source: PostgreSQL documentation, "pg_class", "Database Object Size Functions"
WITH RECURSIVE relations AS (
    SELECT c.oid, c.relname, c.relkind, c.relowner, n.nspname
      FROM pg_class AS c
      JOIN pg_namespace AS n ON n.oid = c.relnamespace
     WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f')
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
), measured AS (
    SELECT t.root,
           sum(CASE WHEN c.relkind NOT IN ('r', 'm') THEN NULL
                    WHEN c.reltuples >= 0 THEN c.reltuples ELSE NULL END) AS rows,
           sum(CASE WHEN c.relkind NOT IN ('r', 'm') THEN NULL
                    WHEN EXISTS (SELECT FROM locked AS l
                                  WHERE l.relation IN (c.oid, c.reltoastrelid)
                                     OR l.relation IN (SELECT x.indexrelid FROM pg_index AS x WHERE x.indrelid = c.oid))
                    THEN (c.relpages::bigint
                          + COALESCE((SELECT o.relpages FROM pg_class AS o WHERE o.oid = c.reltoastrelid), 0)
                          + COALESCE((SELECT sum(k.relpages) FROM pg_index AS x JOIN pg_class AS k ON k.oid = x.indexrelid
                                       WHERE x.indrelid = c.oid), 0))
                         * current_setting('block_size')::bigint
                    ELSE pg_total_relation_size(c.oid) END) AS size
      FROM tree AS t
      JOIN pg_class AS c ON c.oid = t.leaf
     GROUP BY t.root
)
SELECT r.nspname::text AS schema, r.relname::text AS name,
       CASE r.relkind WHEN 'r' THEN 'table' WHEN 'p' THEN 'partitioned table' WHEN 'v' THEN 'view'
                      WHEN 'm' THEN 'materialized view' ELSE 'foreign table' END AS kind,
       pg_get_userbyid(r.relowner)::text AS owner, round(m.rows::numeric)::bigint AS rows,
       m.size::bigint AS size, obj_description(r.oid, 'pg_class') AS comment
  FROM relations AS r
  JOIN measured AS m ON m.root = r.oid
 ORDER BY r.nspname, r.relname
