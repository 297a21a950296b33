-- name: long-queries
-- also: long
-- title: statements that run for long
-- group: activity
-- tells: Active statements and for how long they have been running. Dumps, base backups and howdah's own
--   maintenance are shown but not judged.
-- omits: Sessions that are idle: their query_start is that of the statement before.
-- params:
--   least = 1: seconds
-- columns:
--   pid int             process id of the session
--   running seconds     since the statement began
--   waits_for text      kind and name of the wait; empty on the CPU
--   user text           its role
--   database text       where it works
--   application text    what it calls itself
--   exempt bool         it is meant to take long
--   query text          the statement
--   fix sql             cancels it
-- wants: role pg_read_all_stats: the statements of other roles' sessions
-- judge:
--   running >= 5min 30min and exempt = f f
-- subject: pid application
-- advice: See what it waits for ("howdah show locks"), and its plan. What is started by mistake can be
--   cancelled. statement_timeout for the role of the application bounds what may happen.
-- cost: cheap
-- scope: cluster
-- source: PostgreSQL documentation, "pg_stat_activity"
SELECT a.pid, round(extract(epoch FROM clock_timestamp() - a.query_start), 3) AS running,
       a.wait_event_type || ':' || a.wait_event AS waits_for, a.usename::text AS user, a.datname::text AS database,
       NULLIF(a.application_name, '') AS application,
       a.application_name ~ '^(pg_dump|pg_dumpall|pg_basebackup|pg_restore|howdah (backup|vacuum|reindex|analyze))' AS exempt,
       a.query, format('SELECT pg_cancel_backend(%1$s); -- howdah cancel %1$s', a.pid) AS fix
  FROM pg_stat_activity AS a
 WHERE a.state = 'active' AND a.backend_type = 'client backend' AND a.pid <> pg_backend_pid()
   AND a.query_start <= clock_timestamp() - make_interval(secs => $1::float8)
 ORDER BY a.query_start, a.pid
