-- Ends the sessions of a database, other than ours.
-- params:  $1 text  the database
-- columns: ended bigint
-- source:  PostgreSQL documentation, "Server Signaling Functions"; since 10
SELECT pg_catalog.count(*) AS ended
  FROM pg_catalog.pg_stat_activity AS a
 CROSS JOIN LATERAL pg_catalog.pg_terminate_backend(a.pid) AS t (done)
 WHERE a.datname = $1::text AND a.pid <> pg_catalog.pg_backend_pid() AND a.backend_type = 'client backend'
   AND t.done
