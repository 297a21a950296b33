-- Number of large objects and the sum of their hashes.
-- params:  $1 bool  whether to hash
-- columns: count bigint, checksum text
-- source:  PostgreSQL documentation, "Server-Side Functions" of large objects; since 9.4
SELECT pg_catalog.count(*) AS count,
       pg_catalog.sum(CASE WHEN $1::bool THEN
           pg_catalog.hashtextextended(m.oid::text || ' ' || pg_catalog.md5(pg_catalog.lo_get(m.oid)), 0) END)::text
           AS checksum
  FROM pg_catalog.pg_largeobject_metadata AS m
