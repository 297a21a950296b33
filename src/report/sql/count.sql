-- name: count
-- title: how many rows each table has, counted
-- group: sizes
-- tells: SELECT count(*) of each table, with 5 seconds for each. What takes longer, is locked, or may not be
--   read is left out and said.
-- params:
--   pattern: names; without it system schemas are left out
-- cost: heavy
-- source: PostgreSQL documentation, "query_to_xml"

-- each: Tables
-- columns:
--   key text    oid of the table
--   title text  its name
SELECT c.oid::text AS key, n.nspname || '.' || c.relname AS title
  FROM pg_class AS c
  JOIN pg_namespace AS n ON n.oid = c.relnamespace
 WHERE c.relkind IN ('r', 'p', 'm') AND NOT c.relispartition
   AND CASE WHEN $1::text IS NULL THEN n.nspname NOT IN ('pg_catalog', 'information_schema') AND n.nspname !~ '^pg_(toast|temp_)'
            ELSE n.nspname || '.' || c.relname ~ $1::text END
 ORDER BY n.nspname, c.relname

-- section: Rows
-- columns:
--   schema text  the schema
--   name text    the table
--   rows count   counted
SELECT n.nspname::text AS schema, c.relname::text AS name,
       (xpath('//c/text()', query_to_xml(format('SELECT count(*) AS c FROM %I.%I', n.nspname, c.relname),
                                         false, true, '')))[1]::text::bigint AS rows
  FROM pg_class AS c
  JOIN pg_namespace AS n ON n.oid = c.relnamespace
 WHERE c.oid = $1::oid
