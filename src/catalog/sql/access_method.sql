-- Access methods that no extension made.
-- params:  none
-- columns: objid oid, name text, definition text
-- source:  PostgreSQL documentation, "pg_am"; since 10
SELECT a.oid AS objid, a.amname AS name,
       pg_catalog.format('CREATE ACCESS METHOD %I TYPE %s HANDLER %s', a.amname,
         CASE a.amtype WHEN 'i' THEN 'INDEX' ELSE 'TABLE' END, a.amhandler::regproc) AS definition
  FROM pg_catalog.pg_am AS a
 WHERE a.oid >= 16384
   AND a.oid NOT IN (SELECT d.objid FROM pg_catalog.pg_depend AS d
                      WHERE d.classid = 2601 AND d.deptype = 'e');
