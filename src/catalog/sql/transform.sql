-- Transforms.
-- params:  none
-- columns: objid oid, name text (as DROP TRANSFORM wants it), definition text
-- source:  PostgreSQL documentation, "pg_transform"; since 10
SELECT t.oid AS objid,
       pg_catalog.format('FOR %s LANGUAGE %I', pg_catalog.format_type(t.trftype, NULL), l.lanname) AS name,
       pg_catalog.format('CREATE TRANSFORM FOR %s LANGUAGE %I (%s)',
         pg_catalog.format_type(t.trftype, NULL), l.lanname,
         pg_catalog.concat_ws(', ',
           'FROM SQL WITH FUNCTION ' || NULLIF(t.trffromsql::oid, 0)::regprocedure::text,
           'TO SQL WITH FUNCTION ' || NULLIF(t.trftosql::oid, 0)::regprocedure::text)) AS definition
  FROM pg_catalog.pg_transform AS t
  JOIN pg_catalog.pg_language AS l ON l.oid = t.trflang
 WHERE t.oid NOT IN (SELECT d.objid FROM pg_catalog.pg_depend AS d
                      WHERE d.classid = 3576 AND d.deptype = 'e');
