-- Views.
-- params:  none
-- columns: objid oid, schema text, name text, owner text, options text[], definition text (the query)
-- source:  PostgreSQL documentation, pg_get_viewdef; since 10
SELECT c.oid AS objid, n.nspname AS schema, c.relname AS name,
       pg_catalog.pg_get_userbyid(c.relowner) AS owner,
       c.reloptions AS options,
       pg_catalog.rtrim(pg_catalog.pg_get_viewdef(c.oid), ';') AS definition
  FROM pg_catalog.pg_class AS c
  JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
 WHERE c.relkind = 'v' AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
   AND c.oid NOT IN (SELECT d.objid FROM pg_catalog.pg_depend AS d
                      WHERE d.classid = 1259 AND d.deptype = 'e');
