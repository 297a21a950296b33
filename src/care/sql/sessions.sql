-- The sessions that a choice names, and what forbids to touch them. With identities it signals
-- those of them that are still the same and still chosen: looking and signalling are one statement.
-- A session is never its own choice. Without pids or "blocking" only clients are chosen, and for
-- "cancel" only those that run something.
-- params:  $1 int[] or NULL  pids; $2 bigint or NULL  idle so long (ms); $3 bigint or NULL  idle in its
--          transaction so long (ms); $4 bool  only root blockers; $5 text or NULL  role;
--          $6 text or NULL  database; $7 text or NULL  application; $8 text or NULL  regular expression
--          for a statement that runs or whose transaction is open; $9 text  "cancel" or "terminate";
--          $10 bool  howdah's own, too; then the identities, or NULL to look only:
--          $11 int[]  pid, $12 bigint[]  start, $13 bigint[]  start of the statement (both us)
-- columns: pid int, start_us bigint, query_us bigint, user_name text, database text, application text,
--          client text, state text, in_state_ms bigint, query text (one line, cut), started text,
--          refusal text (NULL: nothing forbids it), sent bool (NULL: not signalled)
-- source:  PostgreSQL documentation, "pg_stat_activity", "Server Signaling Functions",
--          "pg_blocking_pids", "Predefined Roles"; since 14
WITH waiting AS (
    SELECT DISTINCT l.pid FROM pg_catalog.pg_locks AS l WHERE $4::bool AND NOT l.granted
), edge AS (
    SELECT coalesce(p.leader_pid, w.pid) AS waiter, b.pid AS blocker
      FROM waiting AS w
      LEFT JOIN pg_catalog.pg_stat_activity AS p ON p.pid = w.pid
     CROSS JOIN LATERAL unnest(pg_catalog.pg_blocking_pids(w.pid)) AS b (pid)
), root AS (
    SELECT blocker AS pid FROM edge EXCEPT SELECT waiter FROM edge
), may AS (
    SELECT (SELECT r.rolsuper FROM pg_catalog.pg_roles AS r WHERE r.rolname = current_user) AS everything,
           pg_catalog.pg_has_role('pg_signal_backend', 'USAGE') AS clients,
           EXISTS (SELECT FROM pg_catalog.pg_roles AS r
                    WHERE r.rolname = 'pg_signal_autovacuum_worker'
                      AND pg_catalog.pg_has_role(r.oid, 'USAGE')) AS vacuums
), session AS (
    SELECT a.*,
           (extract(epoch FROM a.backend_start) * 1000000)::bigint AS start_us,
           (extract(epoch FROM a.query_start) * 1000000)::bigint AS query_us,
           extract(epoch FROM pg_catalog.clock_timestamp() - a.state_change) * 1000 AS in_state_ms,
           coalesce(a.backend_type, 'client backend') AS kind,
           may.everything
           OR CASE WHEN a.usesysid IS NULL THEN may.vacuums AND a.backend_type = 'autovacuum worker'
                   ELSE NOT coalesce(r.rolsuper, false)
                        AND (may.clients OR pg_catalog.pg_has_role(a.usesysid, 'USAGE')) END AS allowed
      FROM may
     CROSS JOIN pg_catalog.pg_stat_activity AS a
      LEFT JOIN pg_catalog.pg_roles AS r ON r.oid = a.usesysid
     WHERE a.pid <> pg_catalog.pg_backend_pid()
), chosen AS MATERIALIZED (
    SELECT s.*,
           CASE
           WHEN s.kind = 'walsender' THEN 'replication'
           WHEN s.kind = 'autovacuum worker' AND s.query LIKE '%(to prevent wraparound)%' THEN 'wraparound'
           WHEN s.kind = 'parallel worker' THEN 'parallel'
           WHEN s.kind NOT IN ('client backend', 'autovacuum worker') THEN 'background'
           WHEN s.start_us IS NULL OR NOT s.allowed THEN 'not_allowed'
           WHEN s.application_name LIKE 'howdah %' AND NOT $10::bool THEN 'howdah'
           WHEN $9::text = 'cancel' AND s.state LIKE 'idle%' THEN 'idle' END AS refusal
      FROM session AS s
     WHERE ($1::int[] IS NULL OR s.pid = ANY ($1))
       AND ($2::bigint IS NULL OR (s.state = 'idle' AND s.in_state_ms >= $2))
       AND ($3::bigint IS NULL OR (s.state LIKE 'idle in transaction%' AND s.in_state_ms >= $3))
       AND (NOT $4 OR s.pid IN (TABLE root))
       AND ($5::text IS NULL OR s.usename = $5)
       AND ($6::text IS NULL OR s.datname = $6)
       AND ($7::text IS NULL OR s.application_name = $7)
       AND ($8::text IS NULL OR (s.state <> 'idle' AND s.query ~ $8))
       AND ($1 IS NOT NULL OR $4
            OR (s.kind = 'client backend' AND ($9 = 'terminate' OR (s.state LIKE 'idle%') IS NOT TRUE)))
)
SELECT c.pid, c.start_us, c.query_us, c.usename AS user_name, c.datname AS database,
       NULLIF(c.application_name, '') AS application,
       CASE WHEN c.client_addr IS NULL THEN 'local'
            ELSE pg_catalog.host(c.client_addr) || coalesce(':' || c.client_port, '') END AS client,
       CASE WHEN c.kind = 'client backend' THEN c.state ELSE c.kind END AS state,
       c.in_state_ms::bigint,
       pg_catalog.left(pg_catalog.regexp_replace(c.query, '\s+', ' ', 'g'), 1000) AS query,
       pg_catalog.to_char(c.backend_start AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS started,
       c.refusal,
       CASE WHEN $11::int[] IS NULL OR c.refusal IS NOT NULL THEN NULL
            WHEN $9 = 'terminate' THEN pg_catalog.pg_terminate_backend(c.pid)
            ELSE pg_catalog.pg_cancel_backend(c.pid) END AS sent
  FROM chosen AS c
 WHERE $11 IS NULL
    OR EXISTS (SELECT FROM unnest($11, $12::bigint[], $13::bigint[]) AS i (pid, start_us, query_us)
                WHERE i.pid = c.pid AND i.start_us = c.start_us
                  AND ($9 = 'terminate' OR i.query_us IS NOT DISTINCT FROM c.query_us))
 ORDER BY c.in_state_ms DESC NULLS LAST, c.pid
