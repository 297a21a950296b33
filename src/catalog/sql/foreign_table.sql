-- Foreign tables, without what hangs on them.
-- params:  none
-- columns: objid oid, schema text, name text, owner text, is_partition bool, server text (quoted),
--          options text[]
-- source:  PostgreSQL documentation, "pg_foreign_table"; since 10
SELECT c.oid AS objid, n.nspname AS schema, c.relname AS name,
       pg_catalog.pg_get_userbyid(c.relowner) AS owner, c.relispartition AS is_partition,
       pg_catalog.quote_ident(s.srvname) AS server, f.ftoptions AS options
  FROM pg_catalog.pg_foreign_table AS f
  JOIN pg_catalog.pg_class AS c ON c.oid = f.ftrelid
  JOIN pg_catalog.pg_foreign_server AS s ON s.oid = f.ftserver
  JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
 WHERE n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
   AND c.oid NOT IN (SELECT d.objid FROM pg_catalog.pg_depend AS d
                      WHERE d.classid = 1259 AND d.deptype = 'e');
