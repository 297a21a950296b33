-- Domains of users, for lint.
-- params:  none
-- columns: schema text, name text, visible bool, type text (below all domains, with its modifier),
--          constrained bool (by itself, or by a domain below)
-- source:  PostgreSQL documentation, "pg_type", "pg_constraint"; since 10
WITH RECURSIVE below AS (
    SELECT t.oid AS domain, t.oid, t.typbasetype, t.typtypmod, t.typnotnull
      FROM pg_catalog.pg_type AS t
     WHERE t.typtype = 'd'
     UNION ALL
    SELECT b.domain, t.oid, t.typbasetype, t.typtypmod, t.typnotnull
      FROM below AS b
      JOIN pg_catalog.pg_type AS t ON t.oid = b.typbasetype AND t.typtype = 'd')
SELECT n.nspname AS schema, t.typname AS name, pg_catalog.pg_type_is_visible(t.oid) AS visible,
       max(pg_catalog.format_type(b.typbasetype, b.typtypmod)) FILTER (WHERE s.typtype <> 'd') AS type,
       bool_or(b.typnotnull OR EXISTS (SELECT FROM pg_catalog.pg_constraint AS k
                                        WHERE k.contypid = b.oid)) AS constrained
  FROM below AS b
  JOIN pg_catalog.pg_type AS s ON s.oid = b.typbasetype
  JOIN pg_catalog.pg_type AS t ON t.oid = b.domain
  JOIN pg_catalog.pg_namespace AS n ON n.oid = t.typnamespace
 WHERE n.nspname <> 'information_schema' AND n.nspname !~ '^pg_'
 GROUP BY n.nspname, t.typname, t.oid
 ORDER BY n.nspname COLLATE "C", t.typname COLLATE "C";
