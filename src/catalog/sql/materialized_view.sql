-- Materialized views. Whether they are filled is no part of the schema.
-- params:  none
-- columns: objid oid, schema text, name text, owner text, access_method text (NULL: heap),
--          tablespace text, options text[], definition text (the query)
-- source:  PostgreSQL documentation, pg_get_viewdef; since 12
SELECT c.oid AS objid, n.nspname AS schema, c.relname AS name,
       pg_catalog.pg_get_userbyid(c.relowner) AS owner,
       NULLIF(m.amname, 'heap') AS access_method, s.spcname AS tablespace,
       c.reloptions AS options,
       pg_catalog.rtrim(pg_catalog.pg_get_viewdef(c.oid), ';') AS definition
  FROM pg_catalog.pg_class AS c
  JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
  LEFT JOIN pg_catalog.pg_am AS m ON m.oid = c.relam
  LEFT JOIN pg_catalog.pg_tablespace AS s ON s.oid = c.reltablespace
 WHERE c.relkind = 'm' AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
   AND c.oid NOT IN (SELECT d.objid FROM pg_catalog.pg_depend AS d
                      WHERE d.classid = 1259 AND d.deptype = 'e');
