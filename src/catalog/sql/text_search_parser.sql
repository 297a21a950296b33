-- Text search parsers.
-- params:  none
-- columns: objid oid, schema text, name text, definition text
-- source:  PostgreSQL documentation, "pg_ts_parser"; since 10
SELECT p.oid AS objid, n.nspname AS schema, p.prsname AS name,
       pg_catalog.format(
         'CREATE TEXT SEARCH PARSER %I.%I (START = %s, GETTOKEN = %s, END = %s, LEXTYPES = %s%s)',
         n.nspname, p.prsname, p.prsstart, p.prstoken, p.prsend, p.prslextype,
         CASE WHEN p.prsheadline <> 0 THEN ', HEADLINE = ' || p.prsheadline::text ELSE '' END)
         AS definition
  FROM pg_catalog.pg_ts_parser AS p
  JOIN pg_catalog.pg_namespace AS n ON n.oid = p.prsnamespace
 WHERE n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
   AND p.oid NOT IN (SELECT d.objid FROM pg_catalog.pg_depend AS d
                      WHERE d.classid = 3601 AND d.deptype = 'e');
