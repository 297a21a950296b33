-- Whether an index with these keys can be made on a table, and where.
-- params:  $1 name  schema
--          $2 name  table
--          $3 text[]  columns of the keys; NULL for expressions
--          $4 text[]  what each key is for: equal, range, prefix, inside, contains, fact, order
--          $5 text[]  columns that are cast to text in keys
--          $6 text[]  functions in keys, name/arguments/place of an argument that is a column/column
-- columns: possible bool, size bigint (bytes, by pg_class.relpages),
--          schema name, name name, partitioned bool (the partitioned table when it is a partition),
--          function text (the first one that is not immutable), volatility text (of it), cast_to_text bool (of what
--          is no text), by_range bool (a range contains: GiST instead of GIN)
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
), o AS (
    SELECT u.place, m.part[1] AS name, p.provolatile, p.proargtypes[m.part[3]::int - 1] = a.atttypid AS by_type
      FROM pg_catalog.unnest($6::text[]) WITH ORDINALITY AS u (call, place)
     CROSS JOIN LATERAL pg_catalog.regexp_match(u.call, '^([^/]*)/([0-9]+)/([0-9]+)/(.*)$') AS m (part)
      LEFT JOIN pg_catalog.pg_proc AS p ON p.proname = m.part[1] AND p.pronargs = m.part[2]::int
      LEFT JOIN pg_catalog.pg_attribute AS a ON a.attrelid = (SELECT t.oid FROM t) AND a.attname = m.part[4]
), f AS (
    SELECT o.name, CASE WHEN pg_catalog.bool_or(o.provolatile = 'v') THEN 'VOLATILE' ELSE 'STABLE' END AS volatility, o.place
      FROM o
     WHERE o.by_type OR NOT EXISTS (SELECT FROM o AS same WHERE same.place = o.place AND same.by_type)
     GROUP BY o.name, o.place
    HAVING pg_catalog.bool_and(o.provolatile = 'i') IS NOT TRUE
), x AS (
    SELECT u.name
      FROM t
     CROSS JOIN pg_catalog.unnest($5::text[]) AS u (name)
      LEFT JOIN pg_catalog.pg_attribute AS a ON a.attrelid = t.oid AND a.attname = u.name
            AND a.atttypid IN ('text'::pg_catalog.regtype, 'varchar'::pg_catalog.regtype)
     WHERE a.attnum IS NULL
)
SELECT (SELECT pg_catalog.bool_and(CASE WHEN k.name IS NULL THEN true
                                        WHEN k.attnum IS NULL THEN false
                                        WHEN k.kind = 'prefix' THEN k.type IN ('text', 'varchar', 'bpchar')
                                        WHEN k.kind = 'inside' THEN k.type IN ('text', 'varchar')
                                        WHEN k.kind = 'contains' THEN k.type IN ('jsonb', 'tsvector') OR k.category IN ('A', 'R')
                                        ELSE true END) FROM k)
       AND NOT EXISTS (SELECT FROM x) AND NOT EXISTS (SELECT FROM f) AS possible,
       t.relpages::bigint * pg_catalog.current_setting('block_size')::bigint AS size,
       n.nspname AS schema, c.relname AS name, c.relkind = 'p' AS partitioned,
       (SELECT f.name FROM f ORDER BY f.place LIMIT 1) AS function,
       (SELECT f.volatility FROM f ORDER BY f.place LIMIT 1) AS volatility, EXISTS (SELECT FROM x) AS cast_to_text,
       (SELECT pg_catalog.bool_or(k.kind = 'contains' AND k.category = 'R') FROM k) AS by_range
  FROM t
  JOIN pg_catalog.pg_class AS c ON c.oid = t.top
  JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
