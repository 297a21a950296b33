-- Sessions that stand between a waiting backend and its lock, root blockers first; also prepared transactions,
-- which have no session: those of this database, as PostgreSQL does not say which of them it is.
-- params:  $1 int  pid of the waiting backend
-- columns: pid int (0: prepared transaction), usename text, application_name text, client text (address or
--          "local"), state text, xact_ms bigint (ms, age of its transaction), query text (one line, cut),
--          is_root bool (waits for nobody itself), backend_type text, waits_for_relation text
-- source:  PostgreSQL documentation, "pg_blocking_pids", "pg_stat_activity", "pg_prepared_xacts"; since 10
WITH blocking AS MATERIALIZED (
    SELECT pg_catalog.pg_blocking_pids($1) AS pids,
           (SELECT l.relation::pg_catalog.regclass::text
              FROM pg_catalog.pg_locks AS l
             WHERE l.pid = $1 AND NOT l.granted AND l.relation IS NOT NULL
             LIMIT 1) AS relation
)
SELECT a.pid,
       a.usename::text AS usename,
       a.application_name,
       coalesce(pg_catalog.host(a.client_addr), 'local') AS client,
       a.state,
       (extract(epoch FROM pg_catalog.clock_timestamp() - a.xact_start) * 1000)::bigint AS xact_ms,
       pg_catalog.left(pg_catalog.regexp_replace(a.query, '\s+', ' ', 'g'), 200) AS query,
       pg_catalog.cardinality(pg_catalog.pg_blocking_pids(a.pid)) = 0 AS is_root,
       a.backend_type,
       b.relation AS waits_for_relation
  FROM blocking AS b
  JOIN pg_catalog.pg_stat_activity AS a ON a.pid = ANY (b.pids)
UNION ALL
SELECT 0, x.owner::text, 'prepared transaction', 'no session', 'waits for COMMIT PREPARED or ROLLBACK PREPARED',
       (extract(epoch FROM pg_catalog.clock_timestamp() - x.prepared) * 1000)::bigint,
       x.gid, true, 'prepared transaction', b.relation
  FROM blocking AS b
  JOIN pg_catalog.pg_prepared_xacts AS x ON x.database = pg_catalog.current_database()
 WHERE 0 = ANY (b.pids)
 ORDER BY is_root DESC, xact_ms DESC NULLS LAST, pid;
