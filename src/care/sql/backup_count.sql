-- The statement that counts the rows of a table and adds up their hashes, so that their order does not
-- matter and one that is there twice shows. Columns go by name: a restored child may have another order.
-- 'text' hashes the text of whole rows, as manifests of old say. 'values' costs a third of that: columns of the
-- most frequent types go through their own hash function, the others together as a record: as they are where their
-- hash is of all of a value, some as they are sent, the rest as text. What NULL counts as, and where each begins, is
-- the column's number, so that values which change columns show. A sum over columns would not show values that
-- change rows; hence the exclusive or, and one more hash over it: of a float8, since that of a bigint keeps 32 bits.
-- params:  $1 text  schema; $2 text  name; $3 text  'values', 'text', or NULL: only count
-- columns: statement text
-- source:  PostgreSQL documentation, "pg_type"; access/hash; since 14
SELECT pg_catalog.format('SELECT pg_catalog.count(*), %s FROM ONLY %I.%I AS t',
           CASE $3::text
                WHEN 'text' THEN 'COALESCE(pg_catalog.sum(pg_catalog.hashtextextended('
                                 '(t.*)::pg_catalog.text COLLATE "C", 0)), 0)'
                WHEN 'values' THEN pg_catalog.format('COALESCE(pg_catalog.sum(pg_catalog.hashfloat8extended('
                                 '(%s)::pg_catalog.float8, 0)), 0)',
                                 COALESCE(NULLIF(pg_catalog.concat_ws(' OPERATOR(pg_catalog.#) ', c.hashes,
                                     'pg_catalog.hash_record_extended(ROW(' || c.others || '), 0)'), ''), '0'))
                ELSE 'NULL' END, $1::text, $2::text) AS statement
  FROM (SELECT pg_catalog.string_agg(pg_catalog.format(h.hash, a.attname, a.number), ' OPERATOR(pg_catalog.#) '
                                     ORDER BY a.number) AS hashes,
               pg_catalog.string_agg(pg_catalog.format(
                   CASE WHEN a.atttypid IN (16, 17, 18, 26, 1082, 1083) THEN 't.%I'
                        WHEN a.atttypid IN (700, 701, 790, 1042, 1186, 1266)
                            THEN pg_catalog.format('pg_catalog.%I(t.%%I)', f.proname)
                        ELSE 't.%I::pg_catalog.text COLLATE "C"' END, a.attname),
                   ', ' ORDER BY a.number) FILTER (WHERE h.hash IS NULL) AS others
          FROM (SELECT t.attname, t.atttypid, pg_catalog.row_number() OVER (ORDER BY t.attname COLLATE "C") AS number
                  FROM pg_catalog.pg_class AS r
                  JOIN pg_catalog.pg_namespace AS n ON n.oid = r.relnamespace
                  JOIN pg_catalog.pg_attribute AS t ON t.attrelid = r.oid AND t.attnum > 0 AND NOT t.attisdropped
                 WHERE n.nspname = $1::text AND r.relname = $2::text) AS a
          JOIN pg_catalog.pg_type AS y ON y.oid = a.atttypid
          LEFT JOIN pg_catalog.pg_proc AS f ON f.oid = y.typsend
          LEFT JOIN (VALUES (20, 'COALESCE(pg_catalog.hashint8extended(t.%1$I, %2$s), %2$s)'),
                            (21, 'COALESCE(pg_catalog.hashint2extended(t.%1$I, %2$s), %2$s)'),
                            (23, 'COALESCE(pg_catalog.hashint4extended(t.%1$I, %2$s), %2$s)'),
                            (25, 'COALESCE(pg_catalog.hashtextextended(t.%1$I COLLATE "C", %2$s), %2$s)'),
                            (1043, 'COALESCE(pg_catalog.hashtextextended(t.%1$I COLLATE "C", %2$s), %2$s)'),
                            (1114, 'COALESCE(pg_catalog.timestamp_hash_extended(t.%1$I, %2$s), %2$s)'),
                            (1184, 'COALESCE(pg_catalog.timestamp_hash_extended(t.%1$I::timestamp, %2$s), %2$s)'),
                            (1700, 'COALESCE(pg_catalog.hash_numeric_extended(t.%1$I, %2$s), %2$s)'
                                   ' OPERATOR(pg_catalog.#) '
                                   'COALESCE(pg_catalog.hashint4extended(pg_catalog.scale(t.%1$I), -%2$s), -%2$s)'),
                            (2950, 'COALESCE(pg_catalog.uuid_hash_extended(t.%1$I, %2$s), %2$s)'),
                            (3802, 'COALESCE(pg_catalog.jsonb_hash_extended(t.%1$I, %2$s), %2$s)')) AS h (type, hash)
               ON h.type = a.atttypid) AS c
