-- The newest database that a swap has put aside.
-- params:  $1 text  how its name begins
-- columns: name text
-- source:  PostgreSQL documentation, "pg_database"; since 11
SELECT d.datname::text AS name
  FROM pg_catalog.pg_database AS d
 WHERE pg_catalog.starts_with(d.datname::text, $1::text)
   AND pg_catalog.substr(d.datname::text, pg_catalog.length($1::text) + 1) ~ '^\d{8}T\d{6}Z$'
 ORDER BY d.datname COLLATE "C" DESC
 LIMIT 1
