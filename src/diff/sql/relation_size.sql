-- How large tables and materialized views are; a partitioned table is as large as its partitions.
-- params:  none
-- columns: identity text (quoted), rows bigint (planner estimate, NULL: not known), size bigint (bytes, heap and TOAST)
-- source:  PostgreSQL documentation, "pg_class", "Database Object Size Functions"; since 12
SELECT pg_catalog.format('%I.%I', n.nspname, c.relname) COLLATE "C" AS identity,
       CASE WHEN c.relkind <> 'p' THEN nullif(c.reltuples, -1)::bigint
            ELSE (SELECT pg_catalog.sum(p.reltuples)::bigint
                    FROM pg_catalog.pg_partition_tree(c.oid) AS t
                    JOIN pg_catalog.pg_class AS p ON p.oid = t.relid
                   WHERE t.isleaf AND p.reltuples >= 0) END AS rows,
       CASE WHEN c.relkind <> 'p' THEN pg_catalog.pg_table_size(c.oid)
            ELSE (SELECT pg_catalog.sum(pg_catalog.pg_table_size(t.relid))::bigint
                    FROM pg_catalog.pg_partition_tree(c.oid) AS t WHERE t.isleaf) END AS size
  FROM pg_catalog.pg_class AS c JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
 WHERE c.relkind IN ('r', 'p', 'm')
   AND n.nspname NOT IN ('pg_catalog', 'information_schema') AND n.nspname !~ '^pg_'
 ORDER BY 1;
