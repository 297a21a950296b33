-- name: connections
-- title: connections used, against those that can be used
-- group: activity
-- tells: How many of the connections that ordinary roles can have are taken, and by whom: state,
--   database, user, application, address. Only client sessions count: background processes do
--   not take connections, and reserved ones are not for ordinary roles.
-- omits: Connections of a pooler's clients: the server sees the pooler.
-- columns:
--   what text        total, or what the line counts by
--   value text       the state, database, user, application or address
--   connections count  of client sessions
--   idle count       of them, idle
--   idle_10min count of them, idle for more than ten minutes
--   usable count     connections that ordinary roles can have
--   used percent     connections of the usable ones
-- wants: role pg_read_all_stats: the states and addresses of other roles' sessions
-- judge:
--   used >= 80% 95% for 5min
-- subject: what value
-- cost: cheap
-- scope: cluster
-- advice: Look at who has so many: an application that opens more than it uses needs a smaller
--   pool, many applications need a pooler (PgBouncer). Sessions that are idle for long can be
--   ended by the server: idle_session_timeout. Raising max_connections costs memory and a
--   restart, and slows the server down.
-- source: PostgreSQL documentation, "max_connections", "superuser_reserved_connections",
--   "reserved_connections", "pg_stat_activity"
WITH usable AS (
    SELECT current_setting('max_connections')::int - current_setting('superuser_reserved_connections')::int
           - COALESCE(current_setting('reserved_connections', true)::int, 0) AS usable
), sessions AS (
    SELECT a.datname::text AS database, a.usename::text AS "user", a.application_name AS application,
           CASE WHEN a.client_addr IS NULL THEN 'local' ELSE host(a.client_addr) END AS address,
           COALESCE(a.state, 'not known') AS state,
           a.state = 'idle' AND a.state_change < clock_timestamp() - interval '10 minutes' AS idle_long
      FROM pg_stat_activity AS a
     WHERE a.backend_type = 'client backend'
), counted AS (
    SELECT CASE WHEN GROUPING(s.state) = 0 THEN 2 WHEN GROUPING(s.database) = 0 THEN 3
                WHEN GROUPING(s."user") = 0 THEN 4 WHEN GROUPING(s.application) = 0 THEN 5
                WHEN GROUPING(s.address) = 0 THEN 6 ELSE 1 END AS line,
           COALESCE(s.state, s.database, s."user", s.application, s.address) AS value,
           count(*) AS connections, count(*) FILTER (WHERE s.state = 'idle') AS idle,
           count(*) FILTER (WHERE s.idle_long) AS idle_long
      FROM sessions AS s
     GROUP BY GROUPING SETS ((), (s.state), (s.database), (s."user"), (s.application), (s.address))
)
SELECT (ARRAY['total', 'state', 'database', 'user', 'application', 'address'])[c.line] AS what,
       c.value, c.connections, c.idle, c.idle_long AS idle_10min,
       CASE WHEN c.line = 1 THEN u.usable END AS usable,
       CASE WHEN c.line = 1 THEN round(100.0 * c.connections / u.usable, 1) END AS used
  FROM counted AS c
 CROSS JOIN usable AS u
 ORDER BY c.line, c.connections DESC, c.value
