-- name: fk-without-index
-- also: foreign-keys-without-index
-- title: foreign keys whose columns no index leads with
-- group: indexes
-- tells: Foreign keys for which each delete or key update in the other table reads this whole table. Any valid
--   index helps whose first columns are those of the key in any order; a partial one only when it leaves out
--   NULLs and nothing else.
-- omits: Partitions: their parent is shown. Partial indexes of a table that somebody locks are not looked into.
-- params:
--   pattern: names of tables
-- columns:
--   schema text        the schema
--   table_name text    the table with the foreign key
--   name text          the constraint
--   columns text       of the key
--   references_table text  the other table
--   size bytes         of this table, by pg_class.relpages
--   parent_changes count  rows updated or deleted in the other table since the statistics began
--   fix sql            makes the index
-- judge:
--   size >= 10MB - and parent_changes >= 1 -
-- subject: schema table_name name
-- advice: Create the index when rows of the other table are deleted or their keys change, or when queries
--   join on these columns. Otherwise it is not needed.
-- cost: cheap
-- locked: gone around
-- source: PostgreSQL documentation, "Foreign Keys"
SELECT n.nspname::text AS schema, c.relname::text AS table_name, k.conname::text AS name, a.columns,
       pn.nspname || '.' || p.relname AS references_table,
       c.relpages::bigint * current_setting('block_size')::bigint AS size,
       pg_stat_get_tuples_updated(p.oid) + pg_stat_get_tuples_deleted(p.oid) AS parent_changes,
       format('CREATE INDEX CONCURRENTLY ON %I.%I (%s);', n.nspname, c.relname, a.columns) AS fix
  FROM pg_constraint AS k
  JOIN pg_class AS c ON c.oid = k.conrelid
  JOIN pg_namespace AS n ON n.oid = c.relnamespace
  JOIN pg_class AS p ON p.oid = k.confrelid
  JOIN pg_namespace AS pn ON pn.oid = p.relnamespace
 CROSS JOIN LATERAL (SELECT string_agg(quote_ident(t.attname), ', ' ORDER BY u.place) AS columns
                       FROM unnest(k.conkey) WITH ORDINALITY AS u (number, place)
                       JOIN pg_attribute AS t ON t.attrelid = k.conrelid AND t.attnum = u.number) AS a
 WHERE k.contype = 'f' AND k.conparentid = 0
   AND NOT EXISTS (
       SELECT FROM pg_index AS i
        WHERE i.indrelid = k.conrelid AND i.indisvalid AND i.indnkeyatts >= cardinality(k.conkey)
          AND (i.indkey::int2[])[0:cardinality(k.conkey) - 1] @> k.conkey
          AND (i.indpred IS NULL
               OR (cardinality(k.conkey) = 1
                   AND CASE WHEN EXISTS (SELECT FROM pg_locks AS l WHERE l.locktype = 'relation' AND l.mode = 'AccessExclusiveLock'
                                            AND l.relation = c.oid AND l.pid IS DISTINCT FROM pg_backend_pid()) THEN true
                            ELSE pg_get_expr(i.indpred, i.indrelid) = '(' || a.columns || ' IS NOT NULL)' END)))
   AND ($1::text IS NULL OR n.nspname || '.' || c.relname ~ $1::text)
 ORDER BY c.relpages DESC, n.nspname, c.relname, k.conname
