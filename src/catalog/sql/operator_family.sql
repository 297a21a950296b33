-- Operator families, without those that were made for one operator class.
-- params:  none
-- columns: objid oid, name text (as DROP OPERATOR FAMILY wants it), schema text, owner text,
--          definition text
-- source:  PostgreSQL documentation, "pg_opfamily"; since 10
SELECT f.oid AS objid, n.nspname AS schema,
       pg_catalog.format('%I.%I USING %I', n.nspname, f.opfname, a.amname) AS name,
       pg_catalog.pg_get_userbyid(f.opfowner) AS owner,
       pg_catalog.format('CREATE OPERATOR FAMILY %I.%I USING %I', n.nspname, f.opfname, a.amname)
         AS definition
  FROM pg_catalog.pg_opfamily AS f
  JOIN pg_catalog.pg_namespace AS n ON n.oid = f.opfnamespace
  JOIN pg_catalog.pg_am AS a ON a.oid = f.opfmethod
 WHERE n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
   AND f.oid NOT IN (SELECT d.objid FROM pg_catalog.pg_depend AS d
                      WHERE d.classid = 2753 AND d.deptype = 'e');
