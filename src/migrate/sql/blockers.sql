-- Sessions that stand between a waiting backend and its lock, root blockers first.
-- params:  $1 int  pid of the waiting backend
-- columns: pid int, usename text, application_name text, client text (address or "local"),
--          state text, xact_ms bigint (ms, age of its transaction), query text (one line, cut),
--          is_root bool (waits for nobody itself), backend_type text, waits_for_relation text
-- source:  PostgreSQL documentation, "pg_blocking_pids", "pg_stat_activity"; since 10
SELECT a.pid,
       a.usename,
       a.application_name,
       coalesce(pg_catalog.host(a.client_addr), 'local') AS client,
       a.state,
       (extract(epoch FROM pg_catalog.clock_timestamp() - a.xact_start) * 1000)::bigint AS xact_ms,
       pg_catalog.left(pg_catalog.regexp_replace(a.query, '\s+', ' ', 'g'), 200) AS query,
       pg_catalog.cardinality(pg_catalog.pg_blocking_pids(a.pid)) = 0 AS is_root,
       a.backend_type,
       (SELECT l.relation::pg_catalog.regclass::text
          FROM pg_catalog.pg_locks AS l
         WHERE l.pid = $1 AND NOT l.granted AND l.relation IS NOT NULL
         LIMIT 1) AS waits_for_relation
  FROM pg_catalog.pg_stat_activity AS a
 WHERE a.pid = ANY (pg_catalog.pg_blocking_pids($1))
 ORDER BY is_root DESC, a.xact_start, a.pid;
