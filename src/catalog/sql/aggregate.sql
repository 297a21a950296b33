-- Aggregate functions.
-- params:  none
-- columns: objid oid, schema text, name text, signature text (as COMMENT ON AGGREGATE wants it),
--          owner text, types text (of all arguments, as GRANT wants them), result text, definition text
-- source:  PostgreSQL documentation, "pg_aggregate", CREATE AGGREGATE; since 11
SELECT p.oid AS objid, n.nspname AS schema, p.proname AS name,
       CASE WHEN p.pronargs = 0 THEN '*'
            ELSE pg_catalog.pg_get_function_identity_arguments(p.oid) END AS signature,
       pg_catalog.pg_get_userbyid(p.proowner) AS owner,
       pg_catalog.oidvectortypes(p.proargtypes) AS types,
       pg_catalog.pg_get_function_result(p.oid) AS result,
       pg_catalog.format('CREATE AGGREGATE %I.%I(%s) (%s)', n.nspname, p.proname,
         CASE WHEN p.pronargs = 0 THEN '*'
              ELSE pg_catalog.pg_get_function_arguments(p.oid) END,
         pg_catalog.concat_ws(', ',
           'SFUNC = ' || a.aggtransfn::text,
           'STYPE = ' || pg_catalog.format_type(a.aggtranstype, NULL),
           'SSPACE = ' || NULLIF(a.aggtransspace, 0),
           'FINALFUNC = ' || NULLIF(a.aggfinalfn::oid, 0)::regproc::text,
           CASE WHEN a.aggfinalextra THEN 'FINALFUNC_EXTRA' END,
           CASE WHEN a.aggfinalfn <> 0
                     AND a.aggfinalmodify <> CASE a.aggkind WHEN 'n' THEN 'r' ELSE 'w' END::"char"
                THEN 'FINALFUNC_MODIFY = ' || CASE a.aggfinalmodify
                     WHEN 'r' THEN 'READ_ONLY' WHEN 's' THEN 'SHAREABLE' ELSE 'READ_WRITE' END END,
           'COMBINEFUNC = ' || NULLIF(a.aggcombinefn::oid, 0)::regproc::text,
           'SERIALFUNC = ' || NULLIF(a.aggserialfn::oid, 0)::regproc::text,
           'DESERIALFUNC = ' || NULLIF(a.aggdeserialfn::oid, 0)::regproc::text,
           'INITCOND = ' || pg_catalog.quote_literal(a.agginitval),
           'MSFUNC = ' || NULLIF(a.aggmtransfn::oid, 0)::regproc::text,
           'MINVFUNC = ' || NULLIF(a.aggminvtransfn::oid, 0)::regproc::text,
           'MSTYPE = ' || CASE WHEN a.aggmtranstype <> 0
                               THEN pg_catalog.format_type(a.aggmtranstype, NULL) END,
           'MSSPACE = ' || NULLIF(a.aggmtransspace, 0),
           'MFINALFUNC = ' || NULLIF(a.aggmfinalfn::oid, 0)::regproc::text,
           CASE WHEN a.aggmfinalextra THEN 'MFINALFUNC_EXTRA' END,
           CASE WHEN a.aggmfinalfn <> 0
                     AND a.aggmfinalmodify <> CASE a.aggkind WHEN 'n' THEN 'r' ELSE 'w' END::"char"
                THEN 'MFINALFUNC_MODIFY = ' || CASE a.aggmfinalmodify
                     WHEN 'r' THEN 'READ_ONLY' WHEN 's' THEN 'SHAREABLE' ELSE 'READ_WRITE' END END,
           'MINITCOND = ' || pg_catalog.quote_literal(a.aggminitval),
           'SORTOP = OPERATOR(' || NULLIF(a.aggsortop, 0)::regoperator::oid::regoper::text || ')',
           CASE WHEN a.aggkind = 'h' THEN 'HYPOTHETICAL' END,
           'PARALLEL = ' || CASE p.proparallel WHEN 's' THEN 'SAFE' WHEN 'r' THEN 'RESTRICTED' END))
         AS definition
  FROM pg_catalog.pg_aggregate AS a
  JOIN pg_catalog.pg_proc AS p ON p.oid = a.aggfnoid
  JOIN pg_catalog.pg_namespace AS n ON n.oid = p.pronamespace
 WHERE n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
   AND p.oid NOT IN (SELECT d.objid FROM pg_catalog.pg_depend AS d
                      WHERE d.classid = 1255 AND d.deptype = 'e');
