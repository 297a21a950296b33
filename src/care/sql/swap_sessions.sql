-- Who is connected to a database, other than us.
-- params:  $1 text  the database
-- columns: pid int, line text
-- source:  PostgreSQL documentation, "pg_stat_activity"; since 10
SELECT a.pid,
       pg_catalog.format('pid %s (%s, %s, %s)', a.pid, COALESCE(a.usename, '?'),
                         COALESCE(NULLIF(a.application_name, ''), 'no application name'),
                         COALESCE(a.state, a.backend_type)) AS line
  FROM pg_catalog.pg_stat_activity AS a
 WHERE a.datname = $1::text AND a.pid <> pg_catalog.pg_backend_pid()
   AND a.backend_type = 'client backend'
 ORDER BY a.backend_start
