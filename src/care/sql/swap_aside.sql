-- Databases that swaps and their undoing have put aside, oldest first.
-- params:  $1 text[]  how their names begin; $2 bigint  their least age in ms
-- columns: name text, bytes bigint
-- source:  PostgreSQL documentation, "pg_database"; since 11
SELECT d.datname::text AS name, pg_catalog.pg_database_size(d.oid) AS bytes
  FROM pg_catalog.pg_database AS d
 CROSS JOIN LATERAL (SELECT p.prefix FROM pg_catalog.unnest($1::text[]) AS p (prefix)
                      WHERE pg_catalog.starts_with(d.datname::text, p.prefix)) AS p
 CROSS JOIN LATERAL (SELECT pg_catalog.substr(d.datname::text, pg_catalog.length(p.prefix) + 1) AS stamp) AS s
 WHERE CASE WHEN s.stamp ~ '^\d{8}T\d{6}Z$'
            THEN s.stamp::timestamptz <= pg_catalog.now() - $2::bigint * interval '1 ms' ELSE false END
 ORDER BY s.stamp, d.datname COLLATE "C"
