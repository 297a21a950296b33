-- since: server 18
SELECT s.backend_type AS process, s.object, s.context, s.read_bytes::bigint AS read, round(s.read_time::numeric, 3) AS read_time,
       s.write_bytes::bigint AS written, round(s.write_time::numeric, 3) AS write_time,
       s.extend_bytes::bigint AS extended, s.hits, s.evictions
  FROM pg_stat_io AS s
 WHERE s.reads > 0 OR s.writes > 0 OR s.extends > 0 OR s.hits > 0
 ORDER BY COALESCE(s.read_bytes, 0) + COALESCE(s.write_bytes, 0) DESC, 1, 2, 3
