-- Operator classes, with the operators and functions that belong to them.
-- params:  none
-- columns: objid oid, name text (as DROP OPERATOR CLASS wants it), schema text, owner text,
--          definition text
-- source:  PostgreSQL documentation, "pg_opclass", "pg_amop", "pg_amproc", "pg_depend"; since 14
SELECT c.oid AS objid, n.nspname AS schema,
       pg_catalog.format('%I.%I USING %I', n.nspname, c.opcname, a.amname) AS name,
       pg_catalog.pg_get_userbyid(c.opcowner) AS owner,
       pg_catalog.format('CREATE OPERATOR CLASS %I.%I%s FOR TYPE %s USING %I FAMILY %I.%I AS %s',
         n.nspname, c.opcname, CASE WHEN c.opcdefault THEN ' DEFAULT' ELSE '' END,
         pg_catalog.format_type(c.opcintype, NULL), a.amname, fn.nspname, f.opfname,
         pg_catalog.concat_ws(', ',
           (SELECT pg_catalog.string_agg(pg_catalog.format('OPERATOR %s %s%s', o.amopstrategy,
                     o.amopopr::regoperator,
                     (SELECT pg_catalog.format(' FOR ORDER BY %I.%I', sn.nspname, s.opfname)
                        FROM pg_catalog.pg_opfamily AS s
                        JOIN pg_catalog.pg_namespace AS sn ON sn.oid = s.opfnamespace
                       WHERE s.oid = o.amopsortfamily)), ', '
                   ORDER BY o.amopstrategy, o.amopopr::regoperator::text)
              FROM pg_catalog.pg_depend AS d JOIN pg_catalog.pg_amop AS o ON o.oid = d.objid
             WHERE d.classid = 2602 AND d.refclassid = 2616 AND d.refobjid = c.oid),
           (SELECT pg_catalog.string_agg(pg_catalog.format('FUNCTION %s (%s, %s) %s', p.amprocnum,
                     pg_catalog.format_type(p.amproclefttype, NULL),
                     pg_catalog.format_type(p.amprocrighttype, NULL),
                     p.amproc::oid::regprocedure), ', '
                   ORDER BY p.amprocnum, p.amproc::oid::regprocedure::text)
              FROM pg_catalog.pg_depend AS d JOIN pg_catalog.pg_amproc AS p ON p.oid = d.objid
             WHERE d.classid = 2603 AND d.refclassid = 2616 AND d.refobjid = c.oid),
           'STORAGE ' || CASE WHEN c.opckeytype <> 0 OR NOT EXISTS (
               SELECT FROM pg_catalog.pg_depend AS d
                WHERE d.classid IN (2602, 2603) AND d.refclassid = 2616 AND d.refobjid = c.oid)
             THEN pg_catalog.format_type(COALESCE(NULLIF(c.opckeytype, 0), c.opcintype), NULL) END))
         AS definition
  FROM pg_catalog.pg_opclass AS c
  JOIN pg_catalog.pg_namespace AS n ON n.oid = c.opcnamespace
  JOIN pg_catalog.pg_am AS a ON a.oid = c.opcmethod
  JOIN pg_catalog.pg_opfamily AS f ON f.oid = c.opcfamily
  JOIN pg_catalog.pg_namespace AS fn ON fn.oid = f.opfnamespace
 WHERE n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
   AND c.oid NOT IN (SELECT d.objid FROM pg_catalog.pg_depend AS d
                      WHERE d.classid = 2616 AND d.deptype = 'e');
