-- name: activity
-- also: sessions
-- title: what every session does now
-- group: activity
-- tells: Client sessions that are not idle, the longest running first: how long the statement
--   runs (only while it does), how long the transaction is open, how long the session is in its
--   state, what it waits for, and who blocks it. Parallel workers are counted with their leader.
-- omits: Idle sessions ("howdah show connections" counts them; --param all=yes shows them) and
--   the server's own processes.
-- params:
--   pattern: names of databases
--   all = no: yes for idle sessions too
-- columns:
--   pid int            process id of the session
--   database text      where it works
--   user text          its role
--   application text   what it calls itself
--   client text        address, or "local"
--   state text         active, idle in transaction ...
--   running seconds    of the statement; empty when none runs
--   in_transaction seconds  since the transaction began
--   in_state seconds   since the state changed
--   waits_for text     kind and name of the wait; empty on the CPU
--   blocked_by text    pids that it waits for
--   workers count      parallel workers that help it
--   query text         the statement, or the last one
-- wants: role pg_read_all_stats: the statements and states of other roles' sessions
-- cost: cheap
-- scope: cluster
-- source: PostgreSQL documentation, "pg_stat_activity", "pg_blocking_pids"
WITH waiting AS MATERIALIZED (
    SELECT DISTINCT l.pid FROM pg_locks AS l WHERE NOT l.granted
)
SELECT a.pid, a.datname::text AS database, a.usename::text AS user, NULLIF(a.application_name, '') AS application,
       CASE WHEN a.client_addr IS NULL THEN 'local'
            ELSE host(a.client_addr) || COALESCE(':' || a.client_port, '') END AS client,
       a.state,
       CASE WHEN a.state = 'active' THEN round(extract(epoch FROM clock_timestamp() - a.query_start), 3) END AS running,
       round(extract(epoch FROM clock_timestamp() - a.xact_start), 3) AS in_transaction,
       round(extract(epoch FROM clock_timestamp() - a.state_change), 3) AS in_state,
       CASE WHEN a.state <> 'idle' THEN a.wait_event_type || ':' || a.wait_event END AS waits_for,
       CASE WHEN w.pid IS NOT NULL
            THEN (SELECT string_agg(DISTINCT CASE WHEN b.pid = 0 THEN 'prepared transaction' ELSE b.pid::text END, ', ')
                    FROM unnest(pg_blocking_pids(a.pid)) AS b (pid)) END AS blocked_by,
       (SELECT count(*) FROM pg_stat_activity AS p WHERE p.leader_pid = a.pid AND p.pid <> a.pid) AS workers,
       a.query
  FROM pg_stat_activity AS a
  LEFT JOIN waiting AS w ON w.pid = a.pid
 WHERE a.backend_type = 'client backend' AND a.pid <> pg_backend_pid()
   AND ($1::text IS NULL OR a.datname ~ $1::text)
   AND ($2::text = 'yes' OR a.state IS DISTINCT FROM 'idle')
 ORDER BY running DESC NULLS LAST, in_transaction DESC NULLS LAST, a.pid
