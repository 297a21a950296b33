-- Range types, with the names of their multirange types.
-- params:  none
-- columns: objid oid, schema text, name text, owner text, subtype text, subtype_opclass text (quoted;
--          NULL: the default), collation text (quoted; NULL: the subtype's), canonical text,
--          subtype_diff text, multirange text (quoted)
-- source:  PostgreSQL documentation, "pg_range"; since 14
SELECT t.oid AS objid, n.nspname AS schema, t.typname AS name,
       pg_catalog.pg_get_userbyid(t.typowner) AS owner,
       pg_catalog.format_type(r.rngsubtype, NULL) AS subtype,
       CASE WHEN NOT o.opcdefault THEN pg_catalog.format('%I.%I', oc.nspname, o.opcname) END
         AS subtype_opclass,
       CASE WHEN r.rngcollation <> s.typcollation
            THEN pg_catalog.format('%I.%I', cn.nspname, c.collname) END AS collation,
       CASE WHEN r.rngcanonical <> 0 THEN r.rngcanonical::oid::regproc::text END AS canonical,
       CASE WHEN r.rngsubdiff <> 0 THEN r.rngsubdiff::oid::regproc::text END AS subtype_diff,
       pg_catalog.format('%I.%I', mn.nspname, m.typname) AS multirange
  FROM pg_catalog.pg_range AS r
  JOIN pg_catalog.pg_type AS t ON t.oid = r.rngtypid
  JOIN pg_catalog.pg_namespace AS n ON n.oid = t.typnamespace
  JOIN pg_catalog.pg_type AS s ON s.oid = r.rngsubtype
  JOIN pg_catalog.pg_opclass AS o ON o.oid = r.rngsubopc
  JOIN pg_catalog.pg_namespace AS oc ON oc.oid = o.opcnamespace
  JOIN pg_catalog.pg_type AS m ON m.oid = r.rngmultitypid
  JOIN pg_catalog.pg_namespace AS mn ON mn.oid = m.typnamespace
  LEFT JOIN pg_catalog.pg_collation AS c ON c.oid = r.rngcollation
  LEFT JOIN pg_catalog.pg_namespace AS cn ON cn.oid = c.collnamespace
 WHERE n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
   AND t.oid NOT IN (SELECT d.objid FROM pg_catalog.pg_depend AS d
                      WHERE d.classid = 1247 AND d.deptype = 'e');
