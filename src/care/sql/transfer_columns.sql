-- The columns of a table, as SQL: those that can be written, all, and all with their types.
-- params:  $1 text  schema; $2 text  name
-- columns: written text, every text, definitions text
-- source:  PostgreSQL documentation, "pg_attribute"; since 12
SELECT pg_catalog.string_agg(pg_catalog.quote_ident(a.attname), ', ' ORDER BY a.attnum)
           FILTER (WHERE a.attgenerated = '') AS written,
       pg_catalog.string_agg(pg_catalog.quote_ident(a.attname), ', ' ORDER BY a.attnum) AS every,
       pg_catalog.string_agg(pg_catalog.format('%I %s', a.attname, pg_catalog.format_type(a.atttypid, a.atttypmod)),
                             ', ' ORDER BY a.attnum) AS definitions
  FROM pg_catalog.pg_class AS c
  JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
  JOIN pg_catalog.pg_attribute AS a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
 WHERE n.nspname = $1::text AND c.relname = $2::text
