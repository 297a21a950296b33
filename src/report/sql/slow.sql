-- name: slow
-- also: slow-queries, statements
-- title: statements that take the most time (pg_stat_statements)
-- group: queries
-- tells: Statements of this database by the total time they took since the statistics were
--   reset: calls, mean, share of all time, rows, blocks read and hit, temporary blocks.
-- omits: Statements that were evicted from pg_stat_statements; nested statements, which are
--   counted with the one that called them. The mean of a whole life hides what changed lately.
-- params:
--   pattern: names of roles
--   rows = 25: how many statements
-- columns:
--   share percent      of the time of all statements of this database
--   total ms           execution time
--   calls count        executions
--   mean ms            time of one execution
--   longest ms         time of the longest
--   deviation ms       standard deviation
--   rows count         returned or touched by all executions
--   blocks_read bytes  read from outside shared buffers
--   hit percent        blocks found in shared buffers
--   temporary bytes    written to temporary files
--   reading ms         waiting for reads; 0 without track_io_timing
--   user text          who ran it
--   queryid text       its number
--   query text         with $1 in the place of constants
-- needs: extension pg_stat_statements 1.8: it counts the statements, and must be named in
--   shared_preload_libraries, which takes a restart
-- wants: role pg_read_all_stats: the text of other roles' statements
-- cost: cheap
-- advice: Begin with the greatest share, not with the longest mean. "howdah psql" and EXPLAIN
--   (ANALYZE, BUFFERS) show why a statement is slow.
-- source: PostgreSQL documentation, "pg_stat_statements"
SELECT round((100 * s.total_exec_time / NULLIF(sum(s.total_exec_time) OVER (), 0))::numeric, 1) AS share,
       round(s.total_exec_time::numeric, 3) AS total, s.calls, round(s.mean_exec_time::numeric, 3) AS mean,
       round(s.max_exec_time::numeric, 3) AS longest, round(s.stddev_exec_time::numeric, 3) AS deviation, s.rows,
       s.shared_blks_read * current_setting('block_size')::bigint AS blocks_read,
       round(100.0 * s.shared_blks_hit / NULLIF(s.shared_blks_hit + s.shared_blks_read, 0), 1) AS hit,
       s.temp_blks_written * current_setting('block_size')::bigint AS temporary,
       round(s.blk_read_time::numeric, 3) AS reading, pg_get_userbyid(s.userid)::text AS user,
       s.queryid::text AS queryid, s.query
  FROM @schema:pg_stat_statements@.pg_stat_statements AS s
 WHERE s.dbid = (SELECT d.oid FROM pg_database AS d WHERE d.datname = current_database())
   AND ($1::text IS NULL OR pg_get_userbyid(s.userid) ~ $1::text)
 ORDER BY s.total_exec_time DESC
 LIMIT $2::int
