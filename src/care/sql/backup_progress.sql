-- What the sessions of a dump or restore do now: rows of tables that are copied, index builds, and
-- who blocks them.
-- params:  $1 text  their application_name
-- columns: what text ("copy", "index", "blocked"), oid bigint, bytes bigint, line text
-- source:  PostgreSQL documentation, "Progress Reporting"; since 14
SELECT 'copy' AS what, p.relid::bigint AS oid, p.bytes_processed AS bytes, NULL AS line
  FROM pg_catalog.pg_stat_progress_copy AS p
  JOIN pg_catalog.pg_stat_activity AS a ON a.pid = p.pid
 WHERE a.application_name = $1::text
UNION ALL
SELECT 'index', p.index_relid::bigint, p.blocks_done, p.phase
  FROM pg_catalog.pg_stat_progress_create_index AS p
  JOIN pg_catalog.pg_stat_activity AS a ON a.pid = p.pid
 WHERE a.application_name = $1::text
UNION ALL
SELECT 'blocked', NULL, NULL,
       pg_catalog.format('pid %s (%s, %s): %s', b.pid, COALESCE(b.usename, '?'),
                         COALESCE(NULLIF(b.application_name, ''), 'no application name'),
                         pg_catalog.left(b.query, 100))
  FROM pg_catalog.pg_stat_activity AS a
 CROSS JOIN LATERAL pg_catalog.unnest(pg_catalog.pg_blocking_pids(a.pid)) AS p (pid)
  JOIN pg_catalog.pg_stat_activity AS b ON b.pid = p.pid
 WHERE a.application_name = $1::text AND a.wait_event_type = 'Lock'
