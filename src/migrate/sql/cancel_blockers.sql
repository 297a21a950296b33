-- Cancels what blocks a backend: a running statement is cancelled, an idle transaction terminated.
-- Other runs of howdah, replication, and vacuums against wraparound are left alone.
-- params:  $1 int  pid of the waiting backend
-- columns: pid int, usename text, application_name text, client text, query text (one line, cut),
--          terminated bool, done bool (the signal was sent)
-- source:  PostgreSQL documentation, "Server Signaling Functions"; since 10
SELECT a.pid,
       a.usename,
       a.application_name,
       coalesce(pg_catalog.host(a.client_addr), 'local') AS client,
       pg_catalog.left(pg_catalog.regexp_replace(a.query, '\s+', ' ', 'g'), 200) AS query,
       a.state LIKE 'idle in transaction%' AS terminated,
       CASE WHEN a.state LIKE 'idle in transaction%'
            THEN pg_catalog.pg_terminate_backend(a.pid)
            ELSE pg_catalog.pg_cancel_backend(a.pid) END AS done
  FROM pg_catalog.pg_stat_activity AS a
 WHERE a.pid = ANY (pg_catalog.pg_blocking_pids($1))
   AND a.backend_type IN ('client backend', 'autovacuum worker')
   AND a.application_name NOT LIKE 'howdah %'
   AND a.query NOT LIKE '%(to prevent wraparound)%'
 ORDER BY a.pid;
