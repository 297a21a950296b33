-- Domains, without their CHECK constraints.
-- params:  none
-- columns: objid oid, schema text, name text, owner text, type text, collation text (quoted),
--          default text, not_null bool
-- source:  PostgreSQL documentation, "pg_type"; since 10
SELECT t.oid AS objid, n.nspname AS schema, t.typname AS name,
       pg_catalog.pg_get_userbyid(t.typowner) AS owner,
       pg_catalog.format_type(t.typbasetype, t.typtypmod) AS type,
       CASE WHEN t.typcollation <> b.typcollation
            THEN pg_catalog.format('%I.%I', cn.nspname, c.collname) END AS collation,
       pg_catalog.pg_get_expr(t.typdefaultbin, 0) AS "default",
       t.typnotnull AS not_null
  FROM pg_catalog.pg_type AS t
  JOIN pg_catalog.pg_namespace AS n ON n.oid = t.typnamespace
  JOIN pg_catalog.pg_type AS b ON b.oid = t.typbasetype
  LEFT JOIN pg_catalog.pg_collation AS c ON c.oid = t.typcollation
  LEFT JOIN pg_catalog.pg_namespace AS cn ON cn.oid = c.collnamespace
 WHERE t.typtype = 'd' AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
   AND t.oid NOT IN (SELECT d.objid FROM pg_catalog.pg_depend AS d
                      WHERE d.classid = 1247 AND d.deptype = 'e');
