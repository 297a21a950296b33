-- name: wal
-- title: how much WAL is written
-- group: server
-- tells: Bytes, records and full pages since the counters began, and where the log is now.
-- omits: The rate now: compare two looks (--watch). The files on disk: "howdah show wal-files".
-- columns:
--   position text       of the log: written, or on a standby replayed
--   written bytes       since the counters began
--   each_second bytes   on average
--   records count       of changes
--   full_pages count    first changes of a page after a checkpoint
--   observed seconds    since the counters began
--   wal_level text      the setting
--   compression text    wal_compression
-- cost: cheap
-- scope: cluster
-- source: PostgreSQL documentation, "pg_stat_wal"
SELECT CASE WHEN pg_is_in_recovery() THEN pg_last_wal_replay_lsn() ELSE pg_current_wal_lsn() END::text AS position,
       s.wal_bytes::bigint AS written,
       round(s.wal_bytes / NULLIF(extract(epoch FROM clock_timestamp() - s.stats_reset), 0))::bigint AS each_second,
       s.wal_records AS records, s.wal_fpi AS full_pages,
       round(extract(epoch FROM clock_timestamp() - s.stats_reset)) AS observed,
       current_setting('wal_level') AS wal_level, current_setting('wal_compression') AS compression
  FROM pg_stat_wal AS s
