-- What stands in the way of renaming a database, and who uses it.
-- params:  $1 text  the database
-- columns: there bool, bytes bigint, slots text, prepared bigint, subscriptions bigint
-- source:  PostgreSQL documentation, "ALTER DATABASE"; since 10
SELECT pg_catalog.count(d.oid) > 0 AS there, pg_catalog.max(pg_catalog.pg_database_size(d.oid)) AS bytes,
       (SELECT pg_catalog.string_agg(s.slot_name, ', ') FROM pg_catalog.pg_replication_slots AS s
         WHERE s.database = $1::text) AS slots,
       (SELECT pg_catalog.count(*) FROM pg_catalog.pg_prepared_xacts AS x WHERE x.database = $1::text) AS prepared,
       (SELECT pg_catalog.count(s.oid) FROM pg_catalog.pg_subscription AS s
         WHERE s.subdbid = pg_catalog.max(d.oid)) AS subscriptions
  FROM pg_catalog.pg_database AS d
 WHERE d.datname = $1::text
