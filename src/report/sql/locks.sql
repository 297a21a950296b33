-- name: locks
-- also: blocking
-- title: who waits for whom: the tree of locks, root blockers first
-- group: activity
-- tells: Every session that waits for a lock, under the one that it waits for, the way
--   pg_blocking_pids sees it: queues are told right (who stands behind an ALTER that waits is
--   blocked by the ALTER), and all kinds of locks. At the top are root blockers: they block and
--   do not wait themselves. A session that waits for several stands under the last of them
--   in the queue, and blocked_by names all.
-- omits: Locks that nobody waits for.
-- columns:
--   session text      pid, indented under the session that blocks it
--   blocks count      sessions that wait for it, directly or not
--   waiting seconds   how long it waits; empty for a root
--   wants text        mode and object that it waits for
--   blocked_by text   all pids that it waits for; 0 is a prepared transaction
--   state text        of the session
--   in_transaction seconds  since its transaction began
--   user text         its role
--   database text     where it works
--   application text  what it calls itself
--   query text        the statement; of a session that is idle in a transaction the last one
--   pid int           process id, for programs; 0 is a prepared transaction
--   depth int         0 is a root
--   fix sql           what ends the root blocker
-- wants: role pg_read_all_stats: the statements and states of other roles' sessions
-- judge:
--   waiting >= 60s 5min
--   blocks >= 5 20
-- subject: pid application
-- cost: cheap
-- scope: cluster
-- advice: Look at the root. An active one may be worth waiting for, or can be cancelled; one
--   that is idle in a transaction was forgotten, and only ending it helps (its transaction is
--   rolled back). When the first waiter is an ALTER, cancelling the ALTER frees all behind it
--   without hurting the root: let it try again with a lock_timeout.
-- source: PostgreSQL documentation, "pg_blocking_pids", "pg_locks"
WITH RECURSIVE waits AS MATERIALIZED (
    -- One line for each waiter; a parallel worker's wait is its leader's.
    SELECT COALESCE(a.leader_pid, l.pid) AS pid, min(l.waitstart) AS since,
           min(l.mode || ' on ' ||
               CASE l.locktype
                    WHEN 'relation' THEN 'relation ' || CASE WHEN l.database = d.oid THEN COALESCE(n.nspname || '.' || c.relname, l.relation::text)
                                                             ELSE l.relation::text END
                    WHEN 'tuple' THEN 'row (' || l.page || ',' || l.tuple || ') of '
                                      || CASE WHEN l.database = d.oid THEN COALESCE(n.nspname || '.' || c.relname, l.relation::text)
                                              ELSE l.relation::text END
                    WHEN 'transactionid' THEN 'transaction ' || l.transactionid
                    WHEN 'virtualxid' THEN 'virtual transaction ' || l.virtualxid
                    WHEN 'advisory' THEN 'advisory ' || COALESCE(l.classid::text || ',', '') || l.objid
                    ELSE l.locktype END) AS wants
      FROM pg_locks AS l
      LEFT JOIN pg_stat_activity AS a ON a.pid = l.pid
      LEFT JOIN pg_database AS d ON d.datname = current_database()
      LEFT JOIN pg_class AS c ON c.oid = l.relation
      LEFT JOIN pg_namespace AS n ON n.oid = c.relnamespace
     WHERE NOT l.granted
     GROUP BY 1
), blockers AS MATERIALIZED (
    SELECT w.pid, pg_blocking_pids(w.pid) AS pids FROM waits AS w
), edges AS MATERIALIZED (
    SELECT DISTINCT b.pid, u.blocker FROM blockers AS b CROSS JOIN unnest(b.pids) AS u (blocker) WHERE u.blocker <> b.pid
), roots AS (
    SELECT DISTINCT e.blocker AS pid FROM edges AS e WHERE e.blocker NOT IN (SELECT o.pid FROM edges AS o)
), levels (pid, depth) AS (
    -- All distances from a root; a deadlock that is being detected goes round, hence the limit.
    SELECT r.pid, 0 FROM roots AS r
    UNION
    SELECT e.pid, v.depth + 1 FROM levels AS v JOIN edges AS e ON e.blocker = v.pid WHERE v.depth < 100
), deepest AS MATERIALIZED (
    SELECT v.pid, max(v.depth) AS depth FROM levels AS v GROUP BY v.pid
), parents AS MATERIALIZED (
    SELECT DISTINCT ON (e.pid) e.pid, e.blocker AS parent
      FROM edges AS e
      JOIN deepest AS me ON me.pid = e.pid
      JOIN deepest AS up ON up.pid = e.blocker AND up.depth < me.depth
     ORDER BY e.pid, up.depth DESC, e.blocker
), tree (pid, depth, path) AS (
    SELECT r.pid, 0, ARRAY[r.pid] FROM roots AS r
    UNION ALL
    SELECT p.pid, t.depth + 1, t.path || p.pid FROM tree AS t JOIN parents AS p ON p.parent = t.pid WHERE p.pid <> ALL (t.path)
), nodes AS (
    SELECT t.pid, t.depth, t.path FROM tree AS t
    UNION ALL
    -- Sessions that block each other have no root.
    SELECT w.pid, 0, ARRAY[w.pid] FROM waits AS w WHERE w.pid NOT IN (SELECT t.pid FROM tree AS t)
), counted AS (
    SELECT n.*, (SELECT count(DISTINCT o.pid) FROM nodes AS o WHERE n.pid = ANY (o.path) AND o.pid <> n.pid) AS blocks
      FROM nodes AS n
)
SELECT repeat('  ', c.depth) || CASE WHEN c.pid = 0 THEN 'prepared transaction' ELSE c.pid::text END AS session,
       c.blocks, round(extract(epoch FROM clock_timestamp() - w.since), 3) AS waiting, w.wants,
       (SELECT string_agg(DISTINCT u.pid::text, ', ') FROM unnest(b.pids) AS u (pid)) AS blocked_by,
       a.state, round(extract(epoch FROM clock_timestamp() - a.xact_start), 3) AS in_transaction,
       a.usename::text AS user, a.datname::text AS database, NULLIF(a.application_name, '') AS application, a.query,
       c.pid, c.depth,
       CASE WHEN c.depth > 0 THEN NULL
            WHEN c.pid = 0 THEN (SELECT string_agg(format('ROLLBACK PREPARED %L;', x.gid), ' ') FROM pg_prepared_xacts AS x)
            WHEN a.backend_type = 'client backend' AND a.state = 'active' THEN format('SELECT pg_cancel_backend(%1$s); -- howdah cancel %1$s', c.pid)
            WHEN a.backend_type = 'client backend' THEN format('SELECT pg_terminate_backend(%1$s); -- howdah terminate %1$s', c.pid) END AS fix
  FROM counted AS c
  LEFT JOIN waits AS w ON w.pid = c.pid
  LEFT JOIN blockers AS b ON b.pid = c.pid
  LEFT JOIN pg_stat_activity AS a ON a.pid = c.pid
 ORDER BY (SELECT max(o.blocks) FROM counted AS o WHERE o.pid = c.path[1]) DESC, c.path
