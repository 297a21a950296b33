-- Domains of users that have a constraint, or are of one that has, for lint.
-- params:  none
-- columns: schema text, name text, visible bool
-- source:  PostgreSQL documentation, "pg_type", "pg_constraint"; since 10
WITH RECURSIVE constrained AS (
    SELECT t.oid
      FROM pg_catalog.pg_type AS t
     WHERE t.typtype = 'd'
       AND (t.typnotnull OR EXISTS (SELECT FROM pg_catalog.pg_constraint AS k WHERE k.contypid = t.oid))
     UNION
    SELECT t.oid
      FROM pg_catalog.pg_type AS t
      JOIN constrained AS c ON c.oid = t.typbasetype
     WHERE t.typtype = 'd')
SELECT n.nspname AS schema, t.typname AS name, pg_catalog.pg_type_is_visible(t.oid) AS visible
  FROM constrained AS c
  JOIN pg_catalog.pg_type AS t ON t.oid = c.oid
  JOIN pg_catalog.pg_namespace AS n ON n.oid = t.typnamespace
 WHERE n.nspname <> 'information_schema' AND n.nspname !~ '^pg_'
 ORDER BY n.nspname COLLATE "C", t.typname COLLATE "C";
