-- Composite types that stand alone (not those of tables).
-- params:  none
-- columns: objid oid, schema text, name text, owner text
-- source:  PostgreSQL documentation, "pg_type", "pg_class"; since 10
SELECT t.oid AS objid, n.nspname AS schema, t.typname AS name,
       pg_catalog.pg_get_userbyid(t.typowner) AS owner
  FROM pg_catalog.pg_type AS t
  JOIN pg_catalog.pg_class AS c ON c.oid = t.typrelid AND c.relkind = 'c'
  JOIN pg_catalog.pg_namespace AS n ON n.oid = t.typnamespace
 WHERE n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
   AND t.oid NOT IN (SELECT d.objid FROM pg_catalog.pg_depend AS d
                      WHERE d.classid = 1247 AND d.deptype = 'e');
