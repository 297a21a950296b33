-- What the server counts, from which rates are made, and what it is.
-- params:  none
-- columns: commits bigint, rollbacks bigint, rows_read bigint, rows_written bigint, blocks_read bigint,
--          blocks_hit bigint, temp_bytes bigint, deadlocks bigint, sessions bigint, wal_bytes numeric,
--          uptime numeric (s), clock text, checkpoint_age numeric (s), usable int, in_recovery bool,
--          version text, monitor bool (the role may see all), now_us bigint
-- source:  PostgreSQL documentation, "pg_stat_database", "Connection Settings", "pg_control_checkpoint"; since 14
SELECT d.*,
       CASE WHEN pg_catalog.pg_is_in_recovery() THEN pg_catalog.pg_wal_lsn_diff(pg_catalog.pg_last_wal_replay_lsn(), '0/0')
            ELSE pg_catalog.pg_wal_lsn_diff(pg_catalog.pg_current_wal_lsn(), '0/0') END AS wal_bytes,
       round(extract(epoch FROM pg_catalog.clock_timestamp() - pg_catalog.pg_postmaster_start_time())) AS uptime,
       pg_catalog.to_char(pg_catalog.clock_timestamp(), 'HH24:MI:SS') AS clock,
       round(extract(epoch FROM pg_catalog.clock_timestamp() - c.checkpoint_time)) AS checkpoint_age,
       pg_catalog.current_setting('max_connections')::int
       - pg_catalog.current_setting('superuser_reserved_connections')::int
       - COALESCE(pg_catalog.current_setting('reserved_connections', true), '0')::int AS usable,
       pg_catalog.pg_is_in_recovery() AS in_recovery,
       pg_catalog.split_part(pg_catalog.current_setting('server_version'), ' ', 1) AS version,
       pg_catalog.pg_has_role('pg_read_all_stats', 'USAGE') AS monitor,
       (extract(epoch FROM pg_catalog.clock_timestamp()) * 1000000)::bigint AS now_us
  FROM (SELECT pg_catalog.sum(s.xact_commit)::bigint AS commits, pg_catalog.sum(s.xact_rollback)::bigint AS rollbacks,
               pg_catalog.sum(s.tup_returned)::bigint AS rows_read,
               pg_catalog.sum(s.tup_inserted + s.tup_updated + s.tup_deleted)::bigint AS rows_written,
               pg_catalog.sum(s.blks_read)::bigint AS blocks_read, pg_catalog.sum(s.blks_hit)::bigint AS blocks_hit,
               pg_catalog.sum(s.temp_bytes)::bigint AS temp_bytes, pg_catalog.sum(s.deadlocks)::bigint AS deadlocks,
               pg_catalog.sum(s.sessions)::bigint AS sessions
          FROM pg_catalog.pg_stat_database AS s) AS d
 CROSS JOIN pg_catalog.pg_control_checkpoint() AS c
