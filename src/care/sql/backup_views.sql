-- Materialized views of the database, of some schemas, or of those named; not those of extensions.
-- params:  $1 bigint[]  their oids, or NULL; $2 text[]  without them: regexes of schemas, none for all
-- columns: schema text, name text, filled bool, readable bool (the role may select from it)
-- source:  PostgreSQL documentation, "pg_class"; since 14
SELECT s.nspname::text AS schema, c.relname::text AS name, c.relispopulated AS filled,
       pg_catalog.has_schema_privilege(s.oid, 'USAGE') AND pg_catalog.has_table_privilege(c.oid, 'SELECT') AS readable
  FROM pg_catalog.pg_class AS c
  JOIN pg_catalog.pg_namespace AS s ON s.oid = c.relnamespace
 WHERE c.relkind = 'm' AND s.nspname !~ '^pg_' AND s.nspname <> 'information_schema'
   AND NOT EXISTS (SELECT FROM pg_catalog.pg_depend AS d
                    WHERE d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass AND d.objid = c.oid
                      AND d.refclassid = 'pg_catalog.pg_extension'::pg_catalog.regclass AND d.deptype = 'e')
   AND CASE WHEN $1::bigint[] IS NOT NULL THEN c.oid::bigint = ANY ($1::bigint[])
            ELSE pg_catalog.cardinality($2::text[]) = 0
                 OR EXISTS (SELECT FROM pg_catalog.unnest($2::text[]) AS p (pattern) WHERE s.nspname ~ p.pattern) END
 ORDER BY s.nspname COLLATE "C", c.relname COLLATE "C"
