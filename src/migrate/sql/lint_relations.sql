-- Tables, views, indexes and sequences of users, with sizes, for lint.
-- params:  none
-- columns: oid oid, schema text, name text, kind text, visible bool, bytes bigint (rows and their
--          partitions'), has_default bool (a partitioned table with a default partition)
-- source:  PostgreSQL documentation, "pg_class", "pg_partitioned_table"; since 12
SELECT c.oid, n.nspname AS schema, c.relname AS name, c.relkind::text AS kind,
       pg_catalog.pg_table_is_visible(c.oid) AS visible,
       CASE c.relkind
            WHEN 'r' THEN pg_catalog.pg_relation_size(c.oid)
            WHEN 'm' THEN pg_catalog.pg_relation_size(c.oid)
            WHEN 'p' THEN (SELECT coalesce(sum(pg_catalog.pg_relation_size(t.relid)), 0)
                             FROM pg_catalog.pg_partition_tree(c.oid) AS t WHERE t.isleaf)
            ELSE 0 END::bigint AS bytes,
       coalesce(p.partdefid <> 0, false) AS has_default
  FROM pg_catalog.pg_class AS c
  JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
  LEFT JOIN pg_catalog.pg_partitioned_table AS p ON p.partrelid = c.oid
 WHERE c.relkind IN ('r', 'p', 'm', 'v', 'i', 'I', 'S', 'f')
   AND n.nspname <> 'information_schema' AND n.nspname !~ '^pg_'
 ORDER BY n.nspname COLLATE "C", c.relname COLLATE "C";
