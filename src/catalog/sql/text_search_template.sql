-- Text search templates.
-- params:  none
-- columns: objid oid, schema text, name text, definition text
-- source:  PostgreSQL documentation, "pg_ts_template"; since 10
SELECT t.oid AS objid, n.nspname AS schema, t.tmplname AS name,
       pg_catalog.format('CREATE TEXT SEARCH TEMPLATE %I.%I (%sLEXIZE = %s)', n.nspname, t.tmplname,
         CASE WHEN t.tmplinit <> 0 THEN 'INIT = ' || t.tmplinit::text || ', ' ELSE '' END,
         t.tmpllexize) AS definition
  FROM pg_catalog.pg_ts_template AS t
  JOIN pg_catalog.pg_namespace AS n ON n.oid = t.tmplnamespace
 WHERE n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
   AND t.oid NOT IN (SELECT d.objid FROM pg_catalog.pg_depend AS d
                      WHERE d.classid = 3764 AND d.deptype = 'e');
