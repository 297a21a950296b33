-- Closes what dead runs have left open, and opens a run of this session, or opens it again after its
-- session was lost. A role that was taken by SET ROLE may not see when its own session began: then it is now.
-- params:  $1 uuid  run; $2 text  version table; $3 text  command; $4 text  target; $5 text[]  rows before;
--          $6 text  tool version; $7 text  user of the client's system; $8 text  its host; $9 int  its pid
-- columns: abandoned int (runs closed)
-- source:  docs/journal.md; PostgreSQL documentation, "pg_stat_activity"
WITH me AS (
    SELECT coalesce(a.backend_start, pg_catalog.clock_timestamp()) AS backend_start, d.oid AS database_oid
      FROM pg_catalog.pg_stat_activity AS a, pg_catalog.pg_database AS d
     WHERE a.pid = pg_catalog.pg_backend_pid() AND d.datname = pg_catalog.current_database()
), closed AS (
    UPDATE howdah.run AS r
       SET outcome = 'abandoned', finished_at = pg_catalog.clock_timestamp()
     WHERE r.outcome IS NULL
       AND r.version_table = $2
       AND r.run_id <> $1::uuid
       AND NOT EXISTS (SELECT FROM pg_catalog.pg_stat_activity AS a, me
                        WHERE a.pid = r.backend_pid AND a.backend_start = r.backend_start
                          AND r.database_oid = me.database_oid)
    RETURNING 1
), opened AS (
    INSERT INTO howdah.run (run_id, version_table, command, target, from_rows, tool_version, os_user,
                            client_host, client_pid, backend_start, database_oid)
    SELECT $1::uuid, $2, $3, $4, $5::text[], $6, $7, $8, $9::int, me.backend_start, me.database_oid
      FROM me
    ON CONFLICT (run_id) DO UPDATE
       SET backend_pid = EXCLUDED.backend_pid, backend_start = EXCLUDED.backend_start
)
SELECT count(*)::int AS abandoned FROM closed;
