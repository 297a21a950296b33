-- name: indexes
-- title: indexes, with their table, kind, size, use and definition
-- group: objects
-- tells: What psql's \di+ lists, with what each index is for and how often this server used it.
-- omits: Use on standbys: each server counts its own. The definition of an index whose table
--   somebody locks is left out, because asking for it would wait for the lock; its size is then
--   an estimate.
-- params:
--   pattern: names of indexes or of their tables
-- columns:
--   schema text      the schema
--   table_name text  the table that it is on
--   name text        the index
--   kind text        primary key, unique, exclusion, or the access method
--   size bytes       on disk
--   scans count      since the statistics were reset, on this server
--   valid bool       queries can use it
--   definition sql   CREATE INDEX
-- cost: cheap
-- locked: gone around
-- source: PostgreSQL documentation, "pg_index", "pg_stat_all_indexes"
WITH locked AS (
    SELECT DISTINCT l.relation
      FROM pg_locks AS l
     WHERE l.locktype = 'relation' AND l.mode = 'AccessExclusiveLock' AND l.pid IS DISTINCT FROM pg_backend_pid()
)
SELECT n.nspname::text AS schema, t.relname::text AS table_name, c.relname::text AS name,
       CASE WHEN i.indisprimary THEN 'primary key' WHEN i.indisexclusion THEN 'exclusion'
            WHEN i.indisunique THEN 'unique' ELSE m.amname::text END AS kind,
       CASE WHEN k.locked THEN c.relpages::bigint * current_setting('block_size')::bigint
            ELSE pg_relation_size(c.oid) END AS size,
       pg_stat_get_numscans(c.oid) AS scans, i.indisvalid AND i.indisready AS valid,
       CASE WHEN NOT k.locked THEN pg_get_indexdef(c.oid) END AS definition
  FROM pg_index AS i
  JOIN pg_class AS c ON c.oid = i.indexrelid
  JOIN pg_class AS t ON t.oid = i.indrelid
  JOIN pg_namespace AS n ON n.oid = c.relnamespace
  JOIN pg_am AS m ON m.oid = c.relam
 CROSS JOIN LATERAL (SELECT EXISTS (SELECT FROM locked AS l WHERE l.relation IN (c.oid, t.oid)) AS locked) AS k
 WHERE CASE WHEN $1::text IS NULL
            THEN n.nspname NOT IN ('pg_catalog', 'information_schema') AND n.nspname !~ '^pg_(toast|temp_)'
            ELSE n.nspname || '.' || c.relname ~ $1::text OR n.nspname || '.' || t.relname ~ $1::text END
 ORDER BY n.nspname, t.relname, c.relname
