-- name: transactions
-- also: idle-in-transaction
-- title: open transactions, the oldest first
-- group: activity
-- tells: Sessions with an open transaction: how long it is open, how long it sits idle (since the state
--   changed, not since the statement before began), and how far it holds back vacuum.
-- omits: Prepared transactions ("howdah show prepared").
-- columns:
--   pid int             process id of the session
--   state text          active, idle in transaction, idle in transaction (aborted)
--   in_transaction seconds  since the transaction began
--   idle seconds        it does nothing since; empty while it is active
--   xmin_age count      transactions that began since its snapshot: vacuum cannot remove what died since
--   locks count         relations that it has locked
--   user text           its role
--   database text       where it works
--   application text    what it calls itself
--   query text          the statement, or the last one
--   fix sql             ends an idle one; its transaction is rolled back
-- wants: role pg_read_all_stats: the statements and states of other roles' sessions
-- judge:
--   idle >= 5min 30min
-- subject: pid application
-- advice: Find out in the application why it leaves the transaction open (waiting for a user or another
--   service inside of one, a missing commit on an error path). idle_in_transaction_session_timeout ends such
--   sessions by itself.
-- cost: cheap
-- scope: cluster
-- source: PostgreSQL documentation, "pg_stat_activity"
SELECT a.pid, a.state, round(extract(epoch FROM clock_timestamp() - a.xact_start), 3) AS in_transaction,
       CASE WHEN a.state LIKE 'idle in transaction%' THEN round(extract(epoch FROM clock_timestamp() - a.state_change), 3) END AS idle,
       age(a.backend_xmin) AS xmin_age,
       (SELECT count(DISTINCT l.relation) FROM pg_locks AS l WHERE l.pid = a.pid AND l.locktype = 'relation') AS locks,
       a.usename::text AS user, a.datname::text AS database, NULLIF(a.application_name, '') AS application, a.query,
       CASE WHEN a.state LIKE 'idle in transaction%' THEN format('SELECT pg_terminate_backend(%1$s); -- howdah terminate %1$s', a.pid) END AS fix
  FROM pg_stat_activity AS a
 WHERE a.xact_start IS NOT NULL AND a.backend_type = 'client backend' AND a.pid <> pg_backend_pid()
 ORDER BY a.xact_start, a.pid
