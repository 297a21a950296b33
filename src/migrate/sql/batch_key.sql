-- Whether a column can cut a table into batches.
-- params:  $1 text  table as written in SQL; $2 text  column
-- columns: not_null bool, indexed bool (an index begins with it), estimate bigint (rows; -1 unknown)
-- source:  PostgreSQL documentation, "pg_attribute", "pg_index"; since 10
SELECT a.attnotnull AS not_null,
       EXISTS (SELECT FROM pg_catalog.pg_index AS x
                WHERE x.indrelid = a.attrelid AND x.indkey[0] = a.attnum
                  AND x.indisvalid AND x.indpred IS NULL) AS indexed,
       c.reltuples::bigint AS estimate
  FROM pg_catalog.pg_attribute AS a
  JOIN pg_catalog.pg_class AS c ON c.oid = a.attrelid
 WHERE a.attrelid = pg_catalog.to_regclass($1) AND a.attname = $2 AND NOT a.attisdropped;
