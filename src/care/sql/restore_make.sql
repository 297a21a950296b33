-- Names the database that a restore fills, and takes the lock that says that its maker lives.
-- params:  $1 text  what makes the name unlike all others
-- columns: name text
-- source:  PostgreSQL documentation, "Advisory Lock Functions"; since 9.3
SELECT n.name
  FROM pg_catalog.pg_database AS d,
       LATERAL (SELECT 'howdah_restoring_' || d.oid || '_' || $1::text AS name) AS n,
       LATERAL pg_catalog.pg_advisory_lock(1751405380, pg_catalog.hashtext(n.name))
 WHERE d.datname = pg_catalog.current_database()
