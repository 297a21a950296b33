-- Base types and shell types, without the array types that come with others.
-- params:  none
-- columns: objid oid, schema text, name text, owner text, definition text (NULL: a shell)
-- source:  PostgreSQL documentation, "pg_type", CREATE TYPE; since 14
SELECT t.oid AS objid, n.nspname AS schema, t.typname AS name,
       pg_catalog.pg_get_userbyid(t.typowner) AS owner,
       CASE WHEN t.typisdefined THEN pg_catalog.format('CREATE TYPE %I.%I (%s)', n.nspname, t.typname,
         pg_catalog.concat_ws(', ',
           'INPUT = ' || t.typinput::text, 'OUTPUT = ' || t.typoutput::text,
           'RECEIVE = ' || NULLIF(t.typreceive::oid, 0)::regproc::text,
           'SEND = ' || NULLIF(t.typsend::oid, 0)::regproc::text,
           'TYPMOD_IN = ' || NULLIF(t.typmodin::oid, 0)::regproc::text,
           'TYPMOD_OUT = ' || NULLIF(t.typmodout::oid, 0)::regproc::text,
           'ANALYZE = ' || NULLIF(t.typanalyze::oid, 0)::regproc::text,
           'SUBSCRIPT = ' || NULLIF(t.typsubscript::oid, 0)::regproc::text,
           'INTERNALLENGTH = ' || CASE WHEN t.typlen = -1 THEN 'VARIABLE' ELSE t.typlen::text END,
           CASE WHEN t.typbyval THEN 'PASSEDBYVALUE' END,
           'ALIGNMENT = ' || CASE t.typalign WHEN 'c' THEN 'char' WHEN 's' THEN 'int2'
                                             WHEN 'd' THEN 'double' ELSE 'int4' END,
           'STORAGE = ' || CASE t.typstorage WHEN 'e' THEN 'external' WHEN 'm' THEN 'main'
                                             WHEN 'x' THEN 'extended' ELSE 'plain' END,
           'CATEGORY = ' || pg_catalog.quote_literal(t.typcategory::text),
           CASE WHEN t.typispreferred THEN 'PREFERRED = true' END,
           'DEFAULT = ' || pg_catalog.quote_literal(t.typdefault),
           'ELEMENT = ' || CASE WHEN t.typelem <> 0 THEN pg_catalog.format_type(t.typelem, NULL) END,
           'DELIMITER = ' || pg_catalog.quote_literal(NULLIF(t.typdelim, ',')::text),
           CASE WHEN t.typcollation <> 0 THEN 'COLLATABLE = true' END)) END AS definition
  FROM pg_catalog.pg_type AS t
  JOIN pg_catalog.pg_namespace AS n ON n.oid = t.typnamespace
 WHERE t.typtype IN ('b', 'p') AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
   AND NOT EXISTS (SELECT FROM pg_catalog.pg_type AS e WHERE e.typarray = t.oid)
   AND t.oid NOT IN (SELECT d.objid FROM pg_catalog.pg_depend AS d
                      WHERE d.classid = 1247 AND d.deptype = 'e');
