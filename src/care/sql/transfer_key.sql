-- Whether a table is there, and the condition under which rows t and m of it have the same primary key.
-- params:  $1 text  schema; $2 text  name
-- columns: there bool, same text
-- source:  PostgreSQL documentation, "pg_constraint"; since 9.4
SELECT pg_catalog.count(c.oid) > 0 AS there,
       pg_catalog.string_agg(pg_catalog.format('t.%1$I = m.%1$I', a.attname), ' AND ')
           FILTER (WHERE a.attname IS NOT NULL) AS same
  FROM pg_catalog.pg_class AS c
  JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
  LEFT JOIN pg_catalog.pg_constraint AS k ON k.conrelid = c.oid AND k.contype = 'p'
  LEFT JOIN pg_catalog.pg_attribute AS a ON a.attrelid = c.oid AND a.attnum = ANY (k.conkey)
 WHERE n.nspname = $1::text AND c.relname = $2::text AND c.relkind IN ('r', 'p')
