-- The statement that counts the rows of a table and adds up their hashes, so that their order does not
-- matter and one that is there twice shows. Columns go by name: a restored child may have another order.
-- 'text' hashes the text of whole rows, as manifests of old say. 'columns' costs half of that: columns
-- of types that hash all of a value are hashed as they are, some as they are sent, the others as text. A
-- hash of a record is a sum over its columns; without one more hash over it, values that change places
-- would not show. The float8 is there because the hash of a bigint keeps 32 bits alone.
-- params:  $1 text  schema; $2 text  name; $3 text  'columns', 'text', or NULL: only count
-- columns: statement text
-- source:  PostgreSQL documentation, "pg_type"; access/hash; since 14
SELECT pg_catalog.format('SELECT pg_catalog.count(*), %s FROM ONLY %I.%I AS t',
           CASE $3::text
                WHEN 'text' THEN 'COALESCE(pg_catalog.sum(pg_catalog.hashtextextended('
                                 '(t.*)::pg_catalog.text COLLATE "C", 0)), 0)'
                WHEN 'columns' THEN pg_catalog.format('COALESCE(pg_catalog.sum(pg_catalog.hashfloat8extended('
                                 'pg_catalog.hash_record_extended(ROW(%s), 0)::pg_catalog.float8, 0)), 0)',
                                 COALESCE(c.list, '0'))
                ELSE 'NULL' END, $1::text, $2::text) AS statement
  FROM (SELECT pg_catalog.string_agg(pg_catalog.format(
                   CASE WHEN a.atttypid IN (25, 1043) THEN 't.%I COLLATE "C"'
                        WHEN a.atttypid IN (16, 17, 18, 20, 21, 23, 26, 1082, 1083, 1114, 1184, 2950, 3802) THEN 't.%I'
                        WHEN a.atttypid IN (700, 701, 790, 1042, 1186, 1266, 1700)
                            THEN pg_catalog.format('pg_catalog.%I(t.%%I)', f.proname)
                        ELSE 't.%I::pg_catalog.text COLLATE "C"' END, a.attname),
                   ', ' ORDER BY a.attname COLLATE "C") AS list
          FROM pg_catalog.pg_class AS r
          JOIN pg_catalog.pg_namespace AS n ON n.oid = r.relnamespace
          JOIN pg_catalog.pg_attribute AS a ON a.attrelid = r.oid AND a.attnum > 0 AND NOT a.attisdropped
          JOIN pg_catalog.pg_type AS y ON y.oid = a.atttypid
          LEFT JOIN pg_catalog.pg_proc AS f ON f.oid = y.typsend
         WHERE n.nspname = $1::text AND r.relname = $2::text) AS c
