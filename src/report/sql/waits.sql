-- name: waits
-- title: what sessions wait for at this moment
-- group: activity
-- tells: Sessions that are not idle, counted by what they wait for; on the CPU when they do not wait.
-- omits: One look is one moment: --watch shows what comes back. The names differ between versions.
-- columns:
--   kind text         Lock, LWLock, IO, Client ...; CPU
--   event text        its name
--   sessions count    that wait for it
--   longest seconds   how long a statement of them has been running
--   pids text         some of them
-- wants: role pg_read_all_stats: what other roles' sessions wait for
-- cost: cheap
-- scope: cluster
-- source: PostgreSQL documentation, "pg_stat_activity", "Wait Event Types"
SELECT COALESCE(a.wait_event_type, 'CPU') AS kind, a.wait_event AS event, count(*) AS sessions,
       round(max(extract(epoch FROM clock_timestamp() - a.query_start)), 3) AS longest,
       array_to_string((array_agg(a.pid ORDER BY a.query_start))[1:5], ', ') AS pids
  FROM pg_stat_activity AS a
 WHERE a.backend_type IN ('client backend', 'parallel worker') AND a.state NOT IN ('idle') AND a.pid <> pg_backend_pid()
 GROUP BY 1, 2
 ORDER BY sessions DESC, 1, 2
