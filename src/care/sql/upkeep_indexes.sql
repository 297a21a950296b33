-- Indexes to build anew: those of the chosen tables, and those that are chosen by name; of TOAST tables only then.
-- params:  $1 text[]  regular expressions for schema.name of tables and indexes; NULL: any
--          $2 text[]  schemas; NULL: any
--          $3 bool    not used
-- columns: as upkeep_tables.sql; index_table is the table (quoted, qualified), valid false for one that no query
--          uses, exclusion true where it enforces an exclusion constraint; leftovers of a REINDEX are left out
-- source:  PostgreSQL documentation, "REINDEX"; since 14
WITH RECURSIVE chosen AS (
    SELECT c.oid
      FROM pg_catalog.pg_class AS c
      JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
     WHERE c.relkind IN ('r', 'm', 'p', 'i', 'I', 't') AND c.relpersistence <> 't'
       AND (n.nspname !~ '^pg_(toast|temp_)'
            OR (n.nspname = 'pg_toast' AND pg_catalog.array_to_string($1::text[], ' ') ~ 'pg_toast'))
       AND ($1::text[] IS NOT NULL OR $2::text[] IS NOT NULL OR n.nspname NOT IN ('pg_catalog', 'information_schema'))
       AND ($1::text[] IS NULL OR n.nspname || '.' || c.relname ~ ANY ($1::text[]))
       AND ($2::text[] IS NULL OR n.nspname = ANY ($2::text[])) AND $3::bool IS NOT NULL
), tree AS (
    SELECT h.oid FROM chosen AS h
    UNION
    SELECT i.inhrelid
      FROM tree AS t
      JOIN pg_catalog.pg_class AS p ON p.oid = t.oid AND p.relkind IN ('p', 'I')
      JOIN pg_catalog.pg_inherits AS i ON i.inhparent = t.oid
)
SELECT DISTINCT c.oid, n.nspname::text AS schema, c.relname::text AS name, c.relkind::text AS kind, 0::oid AS parent,
       NULL::text AS toast, c.relpages::bigint * pg_catalog.current_setting('block_size')::bigint AS size,
       pg_catalog.pg_has_role(c.relowner, 'USAGE')
       OR CASE WHEN pg_catalog.current_setting('server_version_num')::int >= 170000
               THEN pg_catalog.has_table_privilege(x.indrelid, 'MAINTAIN') ELSE false END AS allowed,
       n.nspname = 'pg_catalog' AS system,
       (SELECT pg_catalog.format('%I.%I', m.nspname, o.relname)
          FROM pg_catalog.pg_class AS o JOIN pg_catalog.pg_namespace AS m ON m.oid = o.relnamespace
         WHERE o.oid = x.indrelid) AS index_table,
       x.indisvalid AND x.indisready AND x.indislive AS valid, x.indisexclusion AS exclusion
  FROM tree AS t
  JOIN pg_catalog.pg_index AS x ON x.indrelid = t.oid OR x.indexrelid = t.oid
  JOIN pg_catalog.pg_class AS c ON c.oid = x.indexrelid AND c.relkind = 'i'
  JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
 WHERE x.indisvalid OR c.relname !~ '_cc(new|old)[0-9]*$'
 ORDER BY system, valid, size DESC, schema, name
