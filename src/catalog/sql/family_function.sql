-- Functions that families of operators have by themselves, and not as a part of an operator class.
-- params:  none
-- columns: objid oid, parent oid, name text (family and place), definition text, removal text (statement)
-- source:  PostgreSQL documentation, "pg_amproc", "pg_depend", ALTER OPERATOR FAMILY; since 14. What was added
--          to a family of the server's own is told, too; what an extension added is the extension's
SELECT p.oid AS objid, p.amprocfamily AS parent,
       pg_catalog.concat_ws(' ', n.name, m.slot) AS name,
       pg_catalog.format('ALTER OPERATOR FAMILY %s ADD %s %s', n.name, m.slot, p.amproc::oid::regprocedure)
         AS definition,
       pg_catalog.format('ALTER OPERATOR FAMILY %s DROP %s', n.name, m.slot) AS removal
  FROM pg_catalog.pg_amproc AS p
  JOIN pg_catalog.pg_opfamily AS f ON f.oid = p.amprocfamily
  JOIN pg_catalog.pg_am AS a ON a.oid = f.opfmethod
  JOIN pg_catalog.pg_namespace AS fn ON fn.oid = f.opfnamespace
 CROSS JOIN LATERAL (SELECT pg_catalog.format('%I.%I USING %I', fn.nspname, f.opfname, a.amname) AS name) AS n
 CROSS JOIN LATERAL (SELECT pg_catalog.format('FUNCTION %s (%s, %s)', p.amprocnum,
                              pg_catalog.format_type(p.amproclefttype, NULL),
                              pg_catalog.format_type(p.amprocrighttype, NULL)) AS slot) AS m
 WHERE p.oid >= 16384
   AND NOT EXISTS (SELECT FROM pg_catalog.pg_depend AS d
                    WHERE d.classid = 2603 AND d.objid = p.oid AND d.refclassid = 2616 AND d.deptype = 'i')
   AND NOT EXISTS (SELECT FROM pg_catalog.pg_depend AS d
                    WHERE d.deptype = 'e' AND ((d.classid = 2753 AND d.objid = p.amprocfamily)
                                               OR (d.classid = 1255 AND d.objid = p.amproc)));
