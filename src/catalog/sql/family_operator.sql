-- Operators that families of operators have by themselves, and not as a part of an operator class.
-- params:  none
-- columns: objid oid, parent oid, name text (family and place), definition text, removal text (statement)
-- source:  PostgreSQL documentation, "pg_amop", "pg_depend", ALTER OPERATOR FAMILY; since 14. What was added
--          to a family of the server's own is told, too; what an extension added is the extension's
SELECT o.oid AS objid, o.amopfamily AS parent,
       pg_catalog.concat_ws(' ', n.name, m.slot) AS name,
       pg_catalog.format('ALTER OPERATOR FAMILY %s ADD OPERATOR %s %s%s', n.name, o.amopstrategy,
                         o.amopopr::regoperator, ' FOR ORDER BY ' || s.name) AS definition,
       pg_catalog.format('ALTER OPERATOR FAMILY %s DROP %s', n.name, m.slot) AS removal
  FROM pg_catalog.pg_amop AS o
  JOIN pg_catalog.pg_opfamily AS f ON f.oid = o.amopfamily
  JOIN pg_catalog.pg_am AS a ON a.oid = f.opfmethod
  JOIN pg_catalog.pg_namespace AS fn ON fn.oid = f.opfnamespace
 CROSS JOIN LATERAL (SELECT pg_catalog.format('%I.%I USING %I', fn.nspname, f.opfname, a.amname) AS name) AS n
 CROSS JOIN LATERAL (SELECT pg_catalog.format('OPERATOR %s (%s, %s)', o.amopstrategy,
                              pg_catalog.format_type(o.amoplefttype, NULL),
                              pg_catalog.format_type(o.amoprighttype, NULL)) AS slot) AS m
  LEFT JOIN LATERAL (SELECT pg_catalog.format('%I.%I', sn.nspname, sf.opfname) AS name
                       FROM pg_catalog.pg_opfamily AS sf
                       JOIN pg_catalog.pg_namespace AS sn ON sn.oid = sf.opfnamespace
                      WHERE sf.oid = o.amopsortfamily) AS s ON true
 WHERE o.oid >= 16384
   AND NOT EXISTS (SELECT FROM pg_catalog.pg_depend AS d
                    WHERE d.classid = 2602 AND d.objid = o.oid AND d.refclassid = 2616 AND d.deptype = 'i')
   AND NOT EXISTS (SELECT FROM pg_catalog.pg_depend AS d
                    WHERE d.deptype = 'e' AND ((d.classid = 2753 AND d.objid = o.amopfamily)
                                               OR (d.classid = 2617 AND d.objid = o.amopopr)));
