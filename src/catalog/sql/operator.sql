-- Operators.
-- params:  none
-- columns: objid oid, name text (as DROP OPERATOR wants it), schema text, owner text, definition text
-- source:  PostgreSQL documentation, "pg_operator"; since 14
SELECT o.oid AS objid, n.nspname AS schema,
       pg_catalog.format('%I.%s (%s, %s)', n.nspname, o.oprname,
         CASE WHEN o.oprleft = 0 THEN 'NONE' ELSE pg_catalog.format_type(o.oprleft, NULL) END,
         pg_catalog.format_type(o.oprright, NULL)) AS name,
       pg_catalog.pg_get_userbyid(o.oprowner) AS owner,
       pg_catalog.format('CREATE OPERATOR %I.%s (%s)', n.nspname, o.oprname,
         pg_catalog.concat_ws(', ',
           'FUNCTION = ' || o.oprcode::text,
           'LEFTARG = ' || CASE WHEN o.oprleft <> 0 THEN pg_catalog.format_type(o.oprleft, NULL) END,
           'RIGHTARG = ' || pg_catalog.format_type(o.oprright, NULL),
           (SELECT pg_catalog.format('COMMUTATOR = OPERATOR(%I.%s)', cn.nspname, c.oprname)
              FROM pg_catalog.pg_operator AS c
              JOIN pg_catalog.pg_namespace AS cn ON cn.oid = c.oprnamespace WHERE c.oid = o.oprcom),
           (SELECT pg_catalog.format('NEGATOR = OPERATOR(%I.%s)', cn.nspname, c.oprname)
              FROM pg_catalog.pg_operator AS c
              JOIN pg_catalog.pg_namespace AS cn ON cn.oid = c.oprnamespace WHERE c.oid = o.oprnegate),
           'RESTRICT = ' || NULLIF(o.oprrest::oid, 0)::regproc::text,
           'JOIN = ' || NULLIF(o.oprjoin::oid, 0)::regproc::text,
           CASE WHEN o.oprcanhash THEN 'HASHES' END, CASE WHEN o.oprcanmerge THEN 'MERGES' END))
         AS definition
  FROM pg_catalog.pg_operator AS o
  JOIN pg_catalog.pg_namespace AS n ON n.oid = o.oprnamespace
 WHERE o.oprcode <> 0 AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
   AND o.oid NOT IN (SELECT d.objid FROM pg_catalog.pg_depend AS d
                      WHERE d.classid = 2617 AND d.deptype = 'e');
