-- A table with all that hang below it as partitions or by inheritance, for pg_dump, which dumps
-- the rows of only those tables that it is told by name.
-- params:  $1 text  table as written in SQL
-- columns: name text (quoted, qualified)
-- source:  PostgreSQL documentation, "pg_inherits"; pg_dump --table; since 10
WITH RECURSIVE tree AS (
    SELECT pg_catalog.to_regclass($1)::pg_catalog.oid AS oid
    UNION
    SELECT i.inhrelid
      FROM tree
      JOIN pg_catalog.pg_inherits AS i ON i.inhparent = tree.oid
)
SELECT pg_catalog.format('%I.%I', n.nspname, c.relname) AS name
  FROM tree
  JOIN pg_catalog.pg_class AS c ON c.oid = tree.oid
  JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
 ORDER BY 1;
