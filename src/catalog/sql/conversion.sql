-- Encoding conversions.
-- params:  none
-- columns: objid oid, schema text, name text, owner text, definition text
-- source:  PostgreSQL documentation, "pg_conversion"; since 10
SELECT c.oid AS objid, n.nspname AS schema, c.conname AS name,
       pg_catalog.pg_get_userbyid(c.conowner) AS owner,
       pg_catalog.format('CREATE %sCONVERSION %I.%I FOR %L TO %L FROM %s',
         CASE WHEN c.condefault THEN 'DEFAULT ' ELSE '' END, n.nspname, c.conname,
         pg_catalog.pg_encoding_to_char(c.conforencoding),
         pg_catalog.pg_encoding_to_char(c.contoencoding), c.conproc::regproc) AS definition
  FROM pg_catalog.pg_conversion AS c
  JOIN pg_catalog.pg_namespace AS n ON n.oid = c.connamespace
 WHERE c.oid >= 16384 AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
   AND c.oid NOT IN (SELECT d.objid FROM pg_catalog.pg_depend AS d
                      WHERE d.classid = 2607 AND d.deptype = 'e');
