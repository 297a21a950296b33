-- Text search dictionaries.
-- params:  none
-- columns: objid oid, schema text, name text, owner text, template text (quoted), options text
-- source:  PostgreSQL documentation, "pg_ts_dict"; since 10
SELECT d.oid AS objid, n.nspname AS schema, d.dictname AS name,
       pg_catalog.pg_get_userbyid(d.dictowner) AS owner,
       pg_catalog.format('%I.%I', tn.nspname, t.tmplname) AS template,
       d.dictinitoption AS options
  FROM pg_catalog.pg_ts_dict AS d
  JOIN pg_catalog.pg_namespace AS n ON n.oid = d.dictnamespace
  JOIN pg_catalog.pg_ts_template AS t ON t.oid = d.dicttemplate
  JOIN pg_catalog.pg_namespace AS tn ON tn.oid = t.tmplnamespace
 WHERE n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
   AND d.oid NOT IN (SELECT x.objid FROM pg_catalog.pg_depend AS x
                      WHERE x.classid = 3600 AND x.deptype = 'e');
