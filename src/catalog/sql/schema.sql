-- Schemas, without those of the server and of extensions.
-- params:  none
-- columns: objid oid, name text, owner text
-- source:  PostgreSQL documentation, "pg_namespace"; since 10
SELECT n.oid AS objid, n.nspname AS name, pg_catalog.pg_get_userbyid(n.nspowner) AS owner
  FROM pg_catalog.pg_namespace AS n
 WHERE n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
   AND n.oid NOT IN (SELECT d.objid FROM pg_catalog.pg_depend AS d
                      WHERE d.classid = 2615 AND d.deptype = 'e');
