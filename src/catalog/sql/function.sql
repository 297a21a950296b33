-- Functions, each with the whole statement that makes it.
-- params:  none
-- columns: objid oid, schema text, name text, signature text (types of input arguments), owner text,
--          arguments text (with names and defaults), result text, language text, definition text
-- source:  PostgreSQL documentation, "pg_proc", pg_get_functiondef; since 11
SELECT p.oid AS objid, n.nspname AS schema, p.proname AS name,
       pg_catalog.oidvectortypes(p.proargtypes) AS signature,
       pg_catalog.pg_get_userbyid(p.proowner) AS owner,
       pg_catalog.pg_get_function_arguments(p.oid) AS arguments,
       pg_catalog.pg_get_function_result(p.oid) AS result,
       l.lanname AS language,
       pg_catalog.rtrim(pg_catalog.pg_get_functiondef(p.oid), E'\n') AS definition
  FROM pg_catalog.pg_proc AS p
  JOIN pg_catalog.pg_namespace AS n ON n.oid = p.pronamespace
  JOIN pg_catalog.pg_language AS l ON l.oid = p.prolang
 WHERE p.prokind IN ('f', 'w') AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
   AND p.oid NOT IN (SELECT d.objid FROM pg_catalog.pg_depend AS d
                      WHERE d.classid = 1255 AND d.deptype IN ('e', 'i'));
