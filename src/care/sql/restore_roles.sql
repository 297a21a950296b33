-- Which of some roles the server does not have.
-- params:  $1 text[]  names
-- columns: name text
-- source:  PostgreSQL documentation, "pg_roles"; since 9
SELECT n.name
  FROM pg_catalog.unnest($1::text[]) AS n (name)
 WHERE NOT EXISTS (SELECT FROM pg_catalog.pg_roles AS r WHERE r.rolname = n.name)
 ORDER BY n.name COLLATE "C"
