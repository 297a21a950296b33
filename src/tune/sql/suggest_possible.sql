-- Whether an index with these keys can be made on a table, and where.
-- params:  $1 name  schema
--          $2 name  table
--          $3 text[]  columns of the keys; NULL for expressions
--          $4 text[]  what each key is for: equal, range, prefix, inside, contains, fact, order
--          $5 text[]  columns that are cast to text in keys
--          $6 text[]  functions in keys, name/arguments
-- columns: possible bool, size bigint (bytes, by pg_class.relpages),
--          schema name, name name, partitioned bool (the partitioned table when it is a partition)
-- source:  PostgreSQL documentation, "Operator Classes and Operator Families"; since 14
WITH t AS (
    SELECT c.oid, c.relpages, coalesce(pg_catalog.pg_partition_root(c.oid)::pg_catalog.oid, c.oid) AS top
      FROM pg_catalog.pg_class AS c
      JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
     WHERE n.nspname = $1 AND c.relname = $2 AND c.relkind IN ('r', 'm', 'p')
       AND n.nspname NOT IN ('pg_catalog', 'information_schema', 'pg_toast')
), k AS (
    SELECT u.name, u.kind, a.attnum, y.typname::text AS type, y.typcategory AS category
      FROM t
     CROSS JOIN ROWS FROM (pg_catalog.unnest($3::text[]), pg_catalog.unnest($4::text[])) AS u (name, kind)
      LEFT JOIN pg_catalog.pg_attribute AS a ON a.attrelid = t.oid AND a.attname = u.name AND NOT a.attisdropped AND a.attnum > 0
      LEFT JOIN pg_catalog.pg_type AS b ON b.oid = a.atttypid
      LEFT JOIN pg_catalog.pg_type AS y ON y.oid = coalesce(nullif(b.typbasetype, 0), b.oid)
)
SELECT (SELECT pg_catalog.bool_and(CASE WHEN k.name IS NULL THEN true
                                        WHEN k.attnum IS NULL THEN false
                                        WHEN k.kind = 'prefix' THEN k.type IN ('text', 'varchar', 'bpchar')
                                        WHEN k.kind = 'inside' THEN k.type IN ('text', 'varchar')
                                        WHEN k.kind = 'contains' THEN k.type IN ('jsonb', 'tsvector') OR k.category = 'A'
                                        ELSE true END) FROM k)
       AND NOT EXISTS (SELECT FROM pg_catalog.unnest($5::text[]) AS u (name)
                         LEFT JOIN pg_catalog.pg_attribute AS a ON a.attrelid = t.oid AND a.attname = u.name
                               AND a.atttypid IN ('text'::pg_catalog.regtype, 'varchar'::pg_catalog.regtype)
                        WHERE a.attnum IS NULL)
       AND NOT EXISTS (SELECT FROM pg_catalog.unnest($6::text[]) AS u (name)
                        WHERE (SELECT pg_catalog.bool_and(p.provolatile = 'i')
                                 FROM pg_catalog.pg_proc AS p
                                WHERE p.proname || '/' || p.pronargs = u.name) IS NOT TRUE) AS possible,
       t.relpages::bigint * pg_catalog.current_setting('block_size')::bigint AS size,
       n.nspname AS schema, c.relname AS name, c.relkind = 'p' AS partitioned
  FROM t
  JOIN pg_catalog.pg_class AS c ON c.oid = t.top
  JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
