-- Cancels what blocks a backend: a running statement is cancelled, an idle transaction terminated.
-- Other runs of howdah, replication, and vacuums against wraparound are left alone, and so is everything when
-- the backend does not hold a runner lock here: then this is another server of the same address, where the pid
-- is a stranger's. Sessions that this role may not see or signal are told as not done instead of failing all.
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
       CASE WHEN a.application_name IS NULL
                 OR NOT me.rolsuper
                    AND (a.usesysid IS NULL
                         OR NOT pg_catalog.pg_has_role(a.usesysid, 'USAGE')
                            AND NOT pg_catalog.pg_has_role('pg_signal_backend', 'USAGE')
                         OR EXISTS (SELECT FROM pg_catalog.pg_roles AS r WHERE r.oid = a.usesysid AND r.rolsuper))
            THEN false
            WHEN a.state LIKE 'idle in transaction%'
            THEN pg_catalog.pg_terminate_backend(a.pid)
            ELSE pg_catalog.pg_cancel_backend(a.pid) END AS done
  FROM pg_catalog.pg_stat_activity AS a
  JOIN pg_catalog.pg_roles AS me ON me.rolname = current_user
 WHERE a.pid = ANY (pg_catalog.pg_blocking_pids($1))
   AND coalesce(a.backend_type, 'client backend') IN ('client backend', 'autovacuum worker')
   AND EXISTS (SELECT FROM pg_catalog.pg_locks AS l
                 JOIN pg_catalog.pg_database AS d ON d.oid = l.database
                WHERE l.pid = $1 AND l.locktype = 'advisory' AND l.granted AND l.classid = 1752135524::oid
                  AND d.datname = pg_catalog.current_database())
   AND coalesce(a.application_name, '') NOT LIKE 'howdah %'
   AND a.query NOT LIKE '%(to prevent wraparound)%'
 ORDER BY a.pid;
