-- name: invalid-indexes
-- title: indexes that queries cannot use
-- group: indexes
-- tells: Indexes that are not valid, not ready or being dropped, and that no running CREATE INDEX or REINDEX
--   is building: left behind by CREATE INDEX CONCURRENTLY that failed. They cost every write and help no query.
-- omits: When it failed: PostgreSQL does not record it.
-- params:
--   pattern: names of indexes or of their tables
-- columns:
--   schema text      the schema
--   table_name text  its table; of a TOAST table, the one whose values it holds
--   name text        the index
--   state text       invalid, not ready, being dropped; incomplete (of a partitioned table)
--   size bytes       by pg_class.relpages
--   fix sql          builds it anew, or drops a leftover of REINDEX
-- judge:
--   state = invalid -
--   state = not-ready -
--   state = being-dropped -
-- subject: schema name
-- advice: REINDEX INDEX CONCURRENTLY builds it while others work. Leftovers of a REINDEX (_ccnew, _ccold)
--   are dropped. The index of a partitioned table becomes valid when each partition has one.
-- cost: cheap
-- source: PostgreSQL documentation, "Building Indexes Concurrently"
SELECT n.nspname::text AS schema, coalesce(h.nspname || '.' || o.relname || ' (TOAST)', t.relname::text) AS table_name, c.relname::text AS name,
       CASE WHEN c.relkind = 'I' THEN 'incomplete' WHEN NOT i.indislive THEN 'being-dropped'
            WHEN NOT i.indisready THEN 'not-ready' ELSE 'invalid' END AS state,
       c.relpages::bigint * current_setting('block_size')::bigint AS size,
       CASE WHEN c.relkind = 'I' THEN NULL
            WHEN c.relname ~ '_cc(new|old)[0-9]*$' OR NOT i.indislive
            THEN format('DROP INDEX CONCURRENTLY %I.%I;', n.nspname, c.relname)
            ELSE format('REINDEX INDEX CONCURRENTLY %I.%I;', n.nspname, c.relname) END AS fix
  FROM pg_index AS i
  JOIN pg_class AS c ON c.oid = i.indexrelid
  JOIN pg_class AS t ON t.oid = i.indrelid
  JOIN pg_namespace AS n ON n.oid = c.relnamespace
  LEFT JOIN (pg_class AS o JOIN pg_namespace AS h ON h.oid = o.relnamespace) ON o.reltoastrelid = t.oid
 WHERE NOT (i.indisvalid AND i.indisready AND i.indislive)
   AND NOT EXISTS (SELECT FROM pg_stat_progress_create_index AS p WHERE p.index_relid = i.indexrelid OR p.relid = i.indrelid)
   AND ($1::text IS NULL OR n.nspname || '.' || c.relname ~ $1::text OR n.nspname || '.' || t.relname ~ $1::text
        OR h.nspname || '.' || o.relname ~ $1::text)
 ORDER BY n.nspname, c.relname
