-- Casts.
-- params:  none
-- columns: objid oid, name text (as DROP CAST wants it), definition text
-- source:  PostgreSQL documentation, "pg_cast"; since 10
SELECT c.oid AS objid,
       pg_catalog.format('(%s AS %s)', pg_catalog.format_type(c.castsource, NULL),
         pg_catalog.format_type(c.casttarget, NULL)) AS name,
       pg_catalog.format('CREATE CAST (%s AS %s) %s%s', pg_catalog.format_type(c.castsource, NULL),
         pg_catalog.format_type(c.casttarget, NULL),
         CASE c.castmethod WHEN 'f' THEN 'WITH FUNCTION ' || c.castfunc::regprocedure::text
                           WHEN 'i' THEN 'WITH INOUT' ELSE 'WITHOUT FUNCTION' END,
         CASE c.castcontext WHEN 'a' THEN ' AS ASSIGNMENT' WHEN 'i' THEN ' AS IMPLICIT' ELSE '' END)
         AS definition
  FROM pg_catalog.pg_cast AS c
 WHERE c.oid >= 16384
   AND c.oid NOT IN (SELECT d.objid FROM pg_catalog.pg_depend AS d
                      WHERE d.classid = 2605 AND d.deptype IN ('e', 'i'));
