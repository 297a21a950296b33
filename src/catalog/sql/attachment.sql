-- Which table a partition belongs to, and with what bound.
-- params:  none
-- columns: parent oid (the partition), refers oid, partition_of text (quoted), bound text
-- source:  PostgreSQL documentation, "pg_inherits", "pg_class"; since 14. A partition whose concurrent
--          detachment was interrupted counts as attached
SELECT i.inhrelid AS parent, i.inhparent AS refers,
       pg_catalog.format('%I.%I', n.nspname, p.relname) AS partition_of,
       pg_catalog.pg_get_expr(c.relpartbound, 0) AS bound
  FROM pg_catalog.pg_inherits AS i
  JOIN pg_catalog.pg_class AS c ON c.oid = i.inhrelid AND c.relispartition
                               AND c.relkind IN ('r', 'p', 'f')
  JOIN pg_catalog.pg_class AS p ON p.oid = i.inhparent
  JOIN pg_catalog.pg_namespace AS n ON n.oid = p.relnamespace;
