-- Columns of users' tables, for lint.
-- params:  none
-- columns: schema text, relation text, name text, type text (with its modifier), not_null bool,
--          stored text (type; that below a domain without its modifier), collated bool (otherwise
--          than its type)
-- source:  PostgreSQL documentation, "pg_attribute", "pg_type"; since 10
WITH RECURSIVE below AS (
    SELECT t.oid AS domain, t.typbasetype
      FROM pg_catalog.pg_type AS t
     WHERE t.typtype = 'd'
     UNION ALL
    SELECT b.domain, t.typbasetype
      FROM below AS b
      JOIN pg_catalog.pg_type AS t ON t.oid = b.typbasetype AND t.typtype = 'd'),
bases AS (
    SELECT b.domain, b.typbasetype AS base
      FROM below AS b
      JOIN pg_catalog.pg_type AS t ON t.oid = b.typbasetype AND t.typtype <> 'd')
SELECT n.nspname AS schema, c.relname AS relation, a.attname AS name,
       pg_catalog.format_type(a.atttypid, a.atttypmod) AS type, a.attnotnull AS not_null,
       CASE WHEN b.base IS NULL THEN pg_catalog.format_type(a.atttypid, a.atttypmod)
            ELSE pg_catalog.format_type(b.base, -1) END AS stored,
       a.attcollation <> t.typcollation AS collated
  FROM pg_catalog.pg_attribute AS a
  JOIN pg_catalog.pg_class AS c ON c.oid = a.attrelid
  JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
  JOIN pg_catalog.pg_type AS t ON t.oid = a.atttypid
  LEFT JOIN bases AS b ON b.domain = a.atttypid
 WHERE c.relkind IN ('r', 'p') AND a.attnum > 0 AND NOT a.attisdropped
   AND n.nspname <> 'information_schema' AND n.nspname !~ '^pg_'
 ORDER BY n.nspname COLLATE "C", c.relname COLLATE "C", a.attnum;
