-- Whether an index on these columns can be made and is not there yet.
-- params:  $1 name  schema
--          $2 name  table
--          $3 text[]  columns, in the order of the index
--          $4 text[]  of these, the ones that are compared as text
-- columns: possible bool (all are columns; those compared as text are of a type that text indexes serve),
--          index text (one that begins with these columns, or NULL), size bigint (bytes, by pg_class.relpages)
-- source:  PostgreSQL documentation, "pg_index"; since 14
WITH t AS (
    SELECT c.oid, c.relpages
      FROM pg_catalog.pg_class AS c
      JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
     WHERE n.nspname = $1 AND c.relname = $2 AND c.relkind IN ('r', 'm', 'p')
), wanted AS (
    SELECT u.place, a.attnum, a.atttypid, a.attname::text = ANY ($4::text[]) AS as_text
      FROM t
     CROSS JOIN pg_catalog.unnest($3::text[]) WITH ORDINALITY AS u (name, place)
      LEFT JOIN pg_catalog.pg_attribute AS a ON a.attrelid = t.oid AND a.attname = u.name AND NOT a.attisdropped AND a.attnum > 0
)
SELECT (SELECT pg_catalog.bool_and(w.attnum IS NOT NULL
                                   AND (NOT w.as_text OR w.atttypid IN ('varchar'::pg_catalog.regtype, 'text'::pg_catalog.regtype)))
          FROM wanted AS w) AS possible,
       (SELECT x.indexrelid::pg_catalog.regclass::text
          FROM pg_catalog.pg_index AS x
          JOIN pg_catalog.pg_class AS i ON i.oid = x.indexrelid
          JOIN pg_catalog.pg_am AS m ON m.oid = i.relam AND m.amname = 'btree'
         WHERE x.indrelid = t.oid AND x.indisvalid AND x.indpred IS NULL
           AND NOT EXISTS (SELECT FROM wanted AS w
                            WHERE w.place > x.indnkeyatts OR x.indkey[w.place::int - 1] IS DISTINCT FROM w.attnum)
         ORDER BY x.indnatts LIMIT 1) AS index,
       t.relpages::bigint * pg_catalog.current_setting('block_size')::bigint AS size
  FROM t
