-- A tablespace by name.
-- params:  $1 text  name
-- columns: name text
-- source:  PostgreSQL documentation, "pg_tablespace"; since 10
SELECT t.spcname AS name FROM pg_catalog.pg_tablespace AS t WHERE t.spcname = $1;
