-- name: progress
-- title: how far vacuum, analyze, index builds, cluster, copy and base backups are
-- group: vacuum
-- tells: Every command whose progress the server reports, with its phase and how much of the phase is done.
-- omits: The name of a relation of another database.
-- columns:
--   command text       VACUUM, ANALYZE, CREATE INDEX ...
--   pid int            who runs it
--   database text      where
--   relation text      on what
--   phase text         what it does now
--   done percent       of this phase, as far as the server counts it
--   running seconds    since the command began
--   auto bool          by autovacuum
--   blocked_by text    pids that it waits for
-- wants: role pg_read_all_stats: commands of other roles
-- cost: cheap
-- scope: cluster
-- source: PostgreSQL documentation, "Progress Reporting"
SELECT p.command, p.pid, p.database::text AS database,
       CASE WHEN p.database = current_database() THEN COALESCE(n.nspname || '.' || c.relname, NULLIF(p.relid, 0)::text) ELSE NULLIF(p.relid, 0)::text END AS relation,
       p.phase, round(100.0 * p.done / NULLIF(p.total, 0), 1) AS done,
       round(extract(epoch FROM clock_timestamp() - COALESCE(a.query_start, a.backend_start)), 3) AS running,
       a.backend_type = 'autovacuum worker' AS auto,
       CASE WHEN a.wait_event_type = 'Lock' THEN array_to_string(pg_blocking_pids(p.pid), ', ') END AS blocked_by
  FROM (SELECT 'VACUUM' AS command, v.pid, v.datname AS database, v.relid, v.phase,
               CASE WHEN v.phase LIKE 'vacuuming heap' THEN v.heap_blks_vacuumed ELSE v.heap_blks_scanned END AS done, v.heap_blks_total AS total
          FROM pg_stat_progress_vacuum AS v
        UNION ALL
        SELECT 'ANALYZE', z.pid, z.datname, z.relid, z.phase, z.sample_blks_scanned, z.sample_blks_total FROM pg_stat_progress_analyze AS z
        UNION ALL
        SELECT i.command, i.pid, i.datname, i.relid, i.phase,
               CASE WHEN i.blocks_total > 0 THEN i.blocks_done WHEN i.tuples_total > 0 THEN i.tuples_done ELSE i.lockers_done END,
               CASE WHEN i.blocks_total > 0 THEN i.blocks_total WHEN i.tuples_total > 0 THEN i.tuples_total ELSE i.lockers_total END
          FROM pg_stat_progress_create_index AS i
        UNION ALL
        SELECT l.command, l.pid, l.datname, l.relid, l.phase, l.heap_blks_scanned, l.heap_blks_total FROM pg_stat_progress_cluster AS l
        UNION ALL
        SELECT y.command, y.pid, y.datname, y.relid, y.type, y.bytes_processed, y.bytes_total FROM pg_stat_progress_copy AS y
        UNION ALL
        SELECT 'BASE BACKUP', b.pid, NULL, 0, b.phase, b.backup_streamed, b.backup_total FROM pg_stat_progress_basebackup AS b) AS p
  LEFT JOIN pg_stat_activity AS a ON a.pid = p.pid
  LEFT JOIN pg_class AS c ON c.oid = p.relid
  LEFT JOIN pg_namespace AS n ON n.oid = c.relnamespace
 ORDER BY running DESC NULLS LAST, p.pid
