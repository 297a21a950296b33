-- The standby that is farthest behind.
-- params:  none
-- columns: name text, lag_ms bigint (until what was written is replayed there)
-- source:  PostgreSQL documentation, "pg_stat_replication"; since 10. Without the privileges of
--          pg_monitor the lag is NULL
SELECT r.application_name AS name, (EXTRACT(EPOCH FROM r.replay_lag) * 1000)::bigint AS lag_ms
  FROM pg_catalog.pg_stat_replication AS r
 WHERE r.replay_lag IS NOT NULL
 ORDER BY r.replay_lag DESC
 LIMIT 1;
