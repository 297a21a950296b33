-- Columns of users' tables, for lint.
-- params:  none
-- columns: schema text, relation text, name text, type text (with its modifier), not_null bool
-- source:  PostgreSQL documentation, "pg_attribute"; since 10
SELECT n.nspname AS schema, c.relname AS relation, a.attname AS name,
       pg_catalog.format_type(a.atttypid, a.atttypmod) AS type, a.attnotnull AS not_null
  FROM pg_catalog.pg_attribute AS a
  JOIN pg_catalog.pg_class AS c ON c.oid = a.attrelid
  JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
 WHERE c.relkind IN ('r', 'p') AND a.attnum > 0 AND NOT a.attisdropped
   AND n.nspname <> 'information_schema' AND n.nspname !~ '^pg_'
 ORDER BY n.nspname COLLATE "C", c.relname COLLATE "C", a.attnum;
