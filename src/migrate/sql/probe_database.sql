-- A database by name; one that was half dropped cannot be connected to.
-- params:  $1 text  name
-- columns: broken bool (half dropped: datconnlimit -2)
-- source:  PostgreSQL documentation, "pg_database"; -2 since 15.4
SELECT d.datconnlimit = -2 AS broken FROM pg_catalog.pg_database AS d WHERE d.datname = $1;
