-- How a partition hangs on its parent.
-- params:  $1 text  parent as written in SQL; $2 text  partition as written in SQL
-- columns: attached bool, pending bool (a DETACH CONCURRENTLY has begun)
-- source:  PostgreSQL documentation, "pg_inherits"; since 14
SELECT true AS attached, i.inhdetachpending AS pending
  FROM pg_catalog.pg_inherits AS i
 WHERE i.inhparent = pg_catalog.to_regclass($1) AND i.inhrelid = pg_catalog.to_regclass($2);
