-- How far a restore is, besides backup_progress.sql.
-- params:  $1 text  application_name of its sessions; $2 text  the database
-- columns: what text, oid bigint, bytes bigint, line text
-- source:  PostgreSQL documentation, "Progress Reporting"; since 14
SELECT 'size' AS what, d.oid::bigint AS oid, pg_catalog.pg_database_size(d.oid) AS bytes,
       (SELECT pg_catalog.count(*)::text
          FROM pg_catalog.pg_stat_progress_create_index AS p
          JOIN pg_catalog.pg_stat_activity AS a ON a.pid = p.pid
         WHERE a.application_name = $1::text) AS line
  FROM pg_catalog.pg_database AS d
 WHERE d.datname = $2::text
