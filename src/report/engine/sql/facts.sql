-- Installed extensions and privileges, as far as a report needs them.
-- params:  $1 text  names of extensions, joined by commas; $2 text  names of roles, likewise;
--          $3 text  names of tables with their schemas, likewise
-- columns: kind text ("extension", "role", "table"), name text, version text, schema text
-- source:  PostgreSQL documentation, "pg_extension", "pg_has_role"
SELECT 'extension' AS kind, e.extname::text AS name, e.extversion AS version, n.nspname::text AS schema
  FROM pg_catalog.pg_extension AS e
  JOIN pg_catalog.pg_namespace AS n ON n.oid = e.extnamespace
 WHERE e.extname = ANY (pg_catalog.string_to_array($1, ','))
UNION ALL
SELECT 'role', r.rolname::text, '', ''
  FROM pg_catalog.pg_roles AS r
 WHERE r.rolname = ANY (pg_catalog.string_to_array($2, ',')) AND pg_catalog.pg_has_role(r.oid, 'USAGE')
UNION ALL
SELECT 'role', 'superuser', '', ''
  FROM pg_catalog.pg_roles AS r
 WHERE r.rolname = CURRENT_USER AND r.rolsuper
UNION ALL
SELECT 'table', wanted.name, '', ''
  FROM pg_catalog.unnest(pg_catalog.string_to_array($3, ',')) AS wanted (name)
  JOIN pg_catalog.pg_namespace AS n ON n.nspname = pg_catalog.split_part(wanted.name, '.', 1)
  JOIN pg_catalog.pg_class AS c
    ON c.relnamespace = n.oid AND c.relname = pg_catalog.split_part(wanted.name, '.', 2)
 WHERE pg_catalog.has_schema_privilege(n.oid, 'USAGE') AND pg_catalog.has_table_privilege(c.oid, 'SELECT')
