-- Collations. Columns that came or went with a version are asked for by name in the row as JSON.
-- params:  none
-- columns: objid oid, schema text, name text, owner text, definition text
-- source:  PostgreSQL documentation, "pg_collation" of 14 to 18
SELECT c.oid AS objid, n.nspname AS schema, c.collname AS name,
       pg_catalog.pg_get_userbyid(c.collowner) AS owner,
       pg_catalog.format('CREATE COLLATION %I.%I (provider = %s%s%s%s)', n.nspname, c.collname,
         CASE c.collprovider WHEN 'i' THEN 'icu' WHEN 'b' THEN 'builtin' ELSE 'libc' END,
         CASE WHEN c.collisdeterministic THEN '' ELSE ', deterministic = false' END,
         CASE WHEN c.collprovider <> 'c'
              THEN ', locale = ' || pg_catalog.quote_literal(
                COALESCE(x.row ->> 'colllocale', x.row ->> 'colliculocale', x.row ->> 'collcollate'))
              WHEN x.row ->> 'collcollate' = x.row ->> 'collctype'
              THEN ', locale = ' || pg_catalog.quote_literal(x.row ->> 'collcollate')
              ELSE ', lc_collate = ' || pg_catalog.quote_literal(x.row ->> 'collcollate')
                   || ', lc_ctype = ' || pg_catalog.quote_literal(x.row ->> 'collctype') END,
         COALESCE(', rules = ' || pg_catalog.quote_literal(x.row ->> 'collicurules'), '')) AS definition
  FROM pg_catalog.pg_collation AS c
  JOIN pg_catalog.pg_namespace AS n ON n.oid = c.collnamespace
 CROSS JOIN LATERAL (SELECT pg_catalog.to_jsonb(c) AS row) AS x
 WHERE c.oid >= 16384 AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
   AND c.oid NOT IN (SELECT d.objid FROM pg_catalog.pg_depend AS d
                      WHERE d.classid = 3456 AND d.deptype = 'e');
