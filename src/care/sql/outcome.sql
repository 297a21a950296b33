-- What became of sessions: whether they are there, and whether they run the same statement.
-- params:  $1 int[]  pids; $2 bigint[]  starts; $3 bigint[]  starts of the statements (both us)
-- columns: pid int, alive bool, running bool
-- source:  PostgreSQL documentation, "pg_stat_activity"; since 14
SELECT i.pid, a.pid IS NOT NULL AS alive,
       coalesce(a.state NOT LIKE 'idle%' AND
                (extract(epoch FROM a.query_start) * 1000000)::bigint = i.query_us, false) AS running
  FROM unnest($1::int[], $2::bigint[], $3::bigint[]) AS i (pid, start_us, query_us)
  LEFT JOIN pg_catalog.pg_stat_activity AS a
    ON a.pid = i.pid AND (extract(epoch FROM a.backend_start) * 1000000)::bigint = i.start_us
