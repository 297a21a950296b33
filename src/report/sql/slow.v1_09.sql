-- since: pg_stat_statements 1.9
SELECT round((100 * s.total_exec_time / NULLIF(sum(s.total_exec_time) OVER (), 0))::numeric, 1) AS share,
       round(s.total_exec_time::numeric, 3) AS total, s.calls, round(s.mean_exec_time::numeric, 3) AS mean,
       round(s.max_exec_time::numeric, 3) AS longest, round(s.stddev_exec_time::numeric, 3) AS deviation, s.rows,
       s.shared_blks_read * current_setting('block_size')::bigint AS blocks_read,
       round(100.0 * s.shared_blks_hit / NULLIF(s.shared_blks_hit + s.shared_blks_read, 0), 1) AS hit,
       s.temp_blks_written * current_setting('block_size')::bigint AS temporary,
       round(s.blk_read_time::numeric, 3) AS reading, pg_get_userbyid(s.userid)::text AS user,
       s.queryid::text AS queryid, s.query
  FROM @schema:pg_stat_statements@.pg_stat_statements AS s
 WHERE s.dbid = (SELECT d.oid FROM pg_database AS d WHERE d.datname = current_database()) AND s.toplevel
   AND ($1::text IS NULL OR pg_get_userbyid(s.userid) ~ $1::text)
 ORDER BY s.total_exec_time DESC
 LIMIT $2::int
