-- Every process of the server, in one look: who is blocked by whom, and since when. Parallel workers
-- have their leader. What the role may not see is NULL.
-- params:  none
-- columns: pid int, start_us bigint, query_us bigint, leader int, kind text, user_name text, database text,
--          application text, client text, state text, wait_type text, wait text, running numeric,
--          in_transaction numeric, in_state numeric, connected numeric (all s), xmin_age int, xid text,
--          query_id text, waiting numeric (s), wants text, blocked_by text (pids, 0: prepared
--          transaction), exempt bool (it is meant to take long), query text (cut)
-- source:  PostgreSQL documentation, "pg_stat_activity", "pg_locks", "pg_blocking_pids"; since 14
WITH here AS MATERIALIZED (
    SELECT d.oid FROM pg_catalog.pg_database AS d WHERE d.datname = pg_catalog.current_database()
), waits AS MATERIALIZED (
    SELECT l.pid, pg_catalog.min(l.waitstart) AS since,
           pg_catalog.min(l.mode || ' on ' ||
               CASE WHEN l.relation IS NOT NULL
                    THEN CASE WHEN l.locktype = 'tuple' THEN 'row of ' ELSE '' END
                         || COALESCE((SELECT n.nspname || '.' || c.relname
                                        FROM pg_catalog.pg_class AS c
                                        JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
                                       WHERE c.oid = l.relation AND l.database IN (SELECT h.oid FROM here AS h)),
                                     l.relation::text)
                    WHEN l.locktype = 'transactionid' THEN 'transaction ' || l.transactionid
                    WHEN l.locktype = 'virtualxid' THEN 'virtual transaction ' || l.virtualxid
                    WHEN l.locktype = 'advisory' THEN 'advisory ' || COALESCE(l.classid::text || ',', '') || l.objid
                    ELSE l.locktype END) AS wants
      FROM pg_catalog.pg_locks AS l
     WHERE NOT l.granted
     GROUP BY l.pid
), seen AS MATERIALIZED (
    SELECT a.*, pg_catalog.clock_timestamp() AS now FROM pg_catalog.pg_stat_activity AS a
     WHERE a.pid <> pg_catalog.pg_backend_pid()
)
SELECT a.pid, (extract(epoch FROM a.backend_start) * 1000000)::bigint AS start_us,
       (extract(epoch FROM a.query_start) * 1000000)::bigint AS query_us, a.leader_pid AS leader,
       COALESCE(a.backend_type, CASE WHEN a.usesysid IS NULL THEN 'hidden' ELSE 'client backend' END) AS kind,
       a.usename AS user_name, a.datname AS database, a.application_name AS application,
       CASE WHEN a.client_addr IS NULL THEN 'local'
            ELSE pg_catalog.host(a.client_addr) || COALESCE(':' || a.client_port, '') END AS client,
       a.state, a.wait_event_type AS wait_type, a.wait_event AS wait,
       CASE WHEN a.state = 'active' THEN round(extract(epoch FROM a.now - a.query_start), 3) END AS running,
       round(extract(epoch FROM a.now - a.xact_start), 3) AS in_transaction,
       round(extract(epoch FROM a.now - a.state_change), 3) AS in_state,
       round(extract(epoch FROM a.now - a.backend_start), 3) AS connected,
       pg_catalog.age(a.backend_xmin) AS xmin_age, a.backend_xid::text AS xid, a.query_id::text AS query_id,
       CASE WHEN w.pid IS NOT NULL THEN round(extract(epoch FROM a.now - COALESCE(w.since, a.now)), 3) END AS waiting,
       w.wants,
       CASE WHEN w.pid IS NOT NULL THEN pg_catalog.array_to_string(pg_catalog.pg_blocking_pids(a.pid), ',') END AS blocked_by,
       a.application_name ~ '^(pg_dump|pg_dumpall|pg_basebackup|pg_restore|howdah (backup|vacuum|reindex|analyze))' AS exempt,
       pg_catalog.left(a.query, 4096) AS query
  FROM seen AS a
  LEFT JOIN waits AS w ON w.pid = a.pid
 ORDER BY a.pid
