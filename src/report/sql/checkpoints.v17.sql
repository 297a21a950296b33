-- since: server 17
SELECT s.num_timed AS timed, s.num_requested AS requested,
       round(100.0 * s.num_requested / NULLIF(s.num_timed + s.num_requested, 0), 1) AS requested_share,
       round(extract(epoch FROM clock_timestamp() - s.stats_reset) / NULLIF(s.num_timed + s.num_requested, 0)) AS every,
       round(s.write_time::numeric, 3) AS write_time, round(s.sync_time::numeric, 3) AS sync_time,
       s.buffers_written * current_setting('block_size')::bigint AS written,
       round(extract(epoch FROM clock_timestamp() - s.stats_reset)) AS observed,
       current_setting('checkpoint_timeout') AS checkpoint_timeout, current_setting('max_wal_size') AS max_wal_size
  FROM pg_stat_checkpointer AS s
