-- An index that serves keys already: it begins with them, those compared for equality in any order;
-- or it is unique on some of these, so that at most one row is left.
-- params:  $1 name  schema
--          $2 name  table
--          $3 text[]  keys as pg_get_indexdef prints them: those compared for equality first
--          $4 text[]  their columns; NULL for expressions
--          $5 text[]  what each is for: equal, range, prefix, inside, contains, fact, order
--          $6 int[]   pg_index.indoption of each; all 0 when the direction does not matter
--          $7 text[]  conditions that hold for all wanted rows: those that a partial index may have
-- columns: index text
-- source:  PostgreSQL documentation, "pg_index", "Operator Classes and Operator Families"; since 14
WITH k AS (
    SELECT u.*, a.attnum, l.collname IN ('C', 'POSIX') AS by_bytes
      FROM ROWS FROM (pg_catalog.unnest($3::text[]), pg_catalog.unnest($4::text[]), pg_catalog.unnest($5::text[]),
                      pg_catalog.unnest($6::int[])) WITH ORDINALITY AS u (text, name, kind, option, place)
      LEFT JOIN (pg_catalog.pg_attribute AS a
                 JOIN pg_catalog.pg_class AS c ON c.oid = a.attrelid AND c.relname = $2
                 JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace AND n.nspname = $1) ON a.attname = u.name
      LEFT JOIN pg_catalog.pg_collation AS l ON l.oid = a.attcollation
), h AS (
    SELECT x.indexrelid, x.indisunique, x.indnkeyatts, m.amname, p.place, x.indkey[p.place - 1] AS key, x.indoption[p.place - 1] AS option, o.opcname,
           x.indcollation[p.place - 1] = 'pg_catalog."default"'::pg_catalog.regcollation AND d.datcollate IN ('C', 'POSIX') AND coalesce(pg_catalog.to_jsonb(d) ->> 'datlocprovider', 'c') = 'c' AS by_bytes,
           CASE x.indkey[p.place - 1] WHEN 0 THEN pg_catalog.pg_get_indexdef(x.indexrelid, p.place, false) END AS text
      FROM pg_catalog.pg_class AS c
      JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
      JOIN pg_catalog.pg_index AS x ON x.indrelid = c.oid AND x.indisvalid
       AND (x.indpred IS NULL OR pg_catalog.pg_get_expr(x.indpred, x.indrelid) = ANY ($7::text[]))
      JOIN pg_catalog.pg_class AS i ON i.oid = x.indexrelid
      JOIN pg_catalog.pg_am AS m ON m.oid = i.relam
     CROSS JOIN LATERAL pg_catalog.generate_series(1, x.indnkeyatts::int) AS p (place)
      JOIN pg_catalog.pg_opclass AS o ON o.oid = x.indclass[p.place - 1]
      JOIN pg_catalog.pg_database AS d ON d.datname = pg_catalog.current_database()
     WHERE n.nspname = $1 AND c.relname = $2
), pair AS (
    SELECT h.indexrelid, h.indisunique, h.indnkeyatts, k.place, k.kind
      FROM h
      JOIN k ON k.attnum = h.key OR (k.name IS NULL AND k.text = h.text)
     WHERE CASE k.kind WHEN 'inside' THEN h.opcname::text LIKE '%trgm\_ops'
                       WHEN 'contains' THEN h.amname IN ('gin', 'gist') AND h.opcname::text NOT LIKE '%trgm\_ops'
                       WHEN 'equal' THEN h.amname = 'btree' AND h.place <= (SELECT pg_catalog.count(*) FROM k WHERE kind = 'equal')
                       WHEN 'prefix' THEN h.amname = 'btree' AND h.place = k.place
                            AND (k.by_bytes OR h.by_bytes OR h.opcname::text LIKE '%pattern\_ops')
                       ELSE h.amname = 'btree' AND h.place = k.place AND h.opcname::text NOT LIKE '%pattern\_ops'
                            AND (h.option = k.option OR NOT EXISTS (SELECT FROM k WHERE option <> 0)) END
)
SELECT p.indexrelid::pg_catalog.regclass::text AS index
  FROM pair AS p
 GROUP BY p.indexrelid, p.indisunique, p.indnkeyatts
HAVING pg_catalog.count(DISTINCT p.place) = (SELECT pg_catalog.count(*) FROM k)
    OR (p.indisunique AND pg_catalog.count(*) FILTER (WHERE p.kind = 'equal') >= p.indnkeyatts)
 ORDER BY p.indnkeyatts LIMIT 1
