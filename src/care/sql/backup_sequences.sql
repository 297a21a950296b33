-- Where the sequences are, of all schemas or of some.
-- params:  $1 text[]  regexes of schemas; empty: all
-- columns: schema text, name text, last_value text (NULL: not called)
-- source:  PostgreSQL documentation, "pg_sequences"; since 10
SELECT s.schemaname::text AS schema, s.sequencename::text AS name, s.last_value::text AS last_value
  FROM pg_catalog.pg_sequences AS s
 WHERE s.schemaname !~ '^pg_'
   AND (pg_catalog.cardinality($1::text[]) = 0
        OR EXISTS (SELECT FROM pg_catalog.unnest($1::text[]) AS p (pattern) WHERE s.schemaname ~ p.pattern))
   AND NOT EXISTS (SELECT FROM pg_catalog.pg_depend AS d
                    WHERE d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass
                      AND d.objid = pg_catalog.format('%I.%I', s.schemaname, s.sequencename)::pg_catalog.regclass
                      AND d.refclassid = 'pg_catalog.pg_extension'::pg_catalog.regclass AND d.deptype = 'e')
 ORDER BY s.schemaname COLLATE "C", s.sequencename COLLATE "C"
