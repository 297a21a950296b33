-- Foreign servers.
-- params:  none
-- columns: objid oid, name text, owner text, wrapper text (quoted), type text, version text, options text[]
-- source:  PostgreSQL documentation, "pg_foreign_server"; since 10
SELECT s.oid AS objid, s.srvname AS name, pg_catalog.pg_get_userbyid(s.srvowner) AS owner,
       pg_catalog.quote_ident(w.fdwname) AS wrapper, s.srvtype AS type, s.srvversion AS version,
       s.srvoptions AS options
  FROM pg_catalog.pg_foreign_server AS s
  JOIN pg_catalog.pg_foreign_data_wrapper AS w ON w.oid = s.srvfdw
 WHERE s.oid NOT IN (SELECT d.objid FROM pg_catalog.pg_depend AS d
                      WHERE d.classid = 1417 AND d.deptype = 'e');
