-- Tables, partitioned ones too, without what hangs on them.
-- params:  none
-- columns: objid oid, schema text, name text, owner text, unlogged bool, partition_key text,
--          is_partition bool, access_method text (NULL: heap), tablespace text, options text[],
--          toast_options text[], row_security bool, force_row_security bool, of_type text
-- source:  PostgreSQL documentation, "pg_class"; since 12
SELECT c.oid AS objid, n.nspname AS schema, c.relname AS name,
       pg_catalog.pg_get_userbyid(c.relowner) AS owner, c.relpersistence = 'u' AS unlogged,
       CASE WHEN c.relkind = 'p' THEN pg_catalog.pg_get_partkeydef(c.oid) END AS partition_key,
       c.relispartition AS is_partition,
       NULLIF(m.amname, 'heap') AS access_method, s.spcname AS tablespace,
       c.reloptions AS options,
       t.reloptions AS toast_options,
       c.relrowsecurity AS row_security, c.relforcerowsecurity AS force_row_security,
       CASE WHEN c.reloftype <> 0 THEN c.reloftype::regtype::text END AS of_type
  FROM pg_catalog.pg_class AS c
  JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
  LEFT JOIN pg_catalog.pg_class AS t ON t.oid = c.reltoastrelid
  LEFT JOIN pg_catalog.pg_am AS m ON m.oid = c.relam
  LEFT JOIN pg_catalog.pg_tablespace AS s ON s.oid = c.reltablespace
 WHERE c.relkind IN ('r', 'p') AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
   AND c.oid NOT IN (SELECT d.objid FROM pg_catalog.pg_depend AS d
                      WHERE d.classid = 1259 AND d.deptype = 'e');
