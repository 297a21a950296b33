-- name: checkpoints
-- title: checkpoints: how many came by time and how many were asked for
-- group: server
-- tells: Whether checkpoints come when checkpoint_timeout says so, or earlier because max_wal_size was full.
-- omits: Checkpoints since the server began only, or since the counters were reset.
-- columns:
--   timed count              by checkpoint_timeout
--   requested count          because of max_wal_size, a command or a shutdown
--   requested_share percent  of all
--   every seconds            one, on average
--   write_time ms            writing, all of them
--   sync_time ms             waiting for the storage, all of them
--   written bytes            by checkpoints
--   observed seconds         since the counters began
--   checkpoint_timeout text  the setting
--   max_wal_size text        the setting
-- judge:
--   requested_share >= 50% - and requested >= 20 - for 1h
-- advice: Raise max_wal_size until checkpoints come by time: each one makes the next writes larger (full pages).
-- cost: cheap
-- scope: cluster
-- source: PostgreSQL documentation, "WAL Configuration", "pg_stat_bgwriter", "pg_stat_checkpointer"
SELECT s.checkpoints_timed AS timed, s.checkpoints_req AS requested,
       round(100.0 * s.checkpoints_req / NULLIF(s.checkpoints_timed + s.checkpoints_req, 0), 1) AS requested_share,
       round(extract(epoch FROM clock_timestamp() - s.stats_reset) / NULLIF(s.checkpoints_timed + s.checkpoints_req, 0)) AS every,
       round(s.checkpoint_write_time::numeric, 3) AS write_time, round(s.checkpoint_sync_time::numeric, 3) AS sync_time,
       s.buffers_checkpoint * current_setting('block_size')::bigint AS written,
       round(extract(epoch FROM clock_timestamp() - s.stats_reset)) AS observed,
       current_setting('checkpoint_timeout') AS checkpoint_timeout, current_setting('max_wal_size') AS max_wal_size
  FROM pg_stat_bgwriter AS s
