-- How far the statement of a backend is, from the progress views.
-- params:  $1 int  pid
-- columns: command text, relation text, phase text, done bigint, total bigint (0: not known),
--          unit text ("blocks" or "tuples" or "bytes")
-- source:  PostgreSQL documentation, "Progress Reporting"; since 14
SELECT p.command, p.relid::pg_catalog.regclass::text AS relation, p.phase,
       CASE WHEN p.blocks_total > 0 THEN p.blocks_done ELSE p.tuples_done END AS done,
       CASE WHEN p.blocks_total > 0 THEN p.blocks_total ELSE p.tuples_total END AS total,
       CASE WHEN p.blocks_total > 0 THEN 'blocks' ELSE 'tuples' END AS unit
  FROM pg_catalog.pg_stat_progress_create_index AS p
 WHERE p.pid = $1
UNION ALL
SELECT p.command, p.relid::pg_catalog.regclass::text, p.phase, p.heap_blks_scanned, p.heap_blks_total, 'blocks'
  FROM pg_catalog.pg_stat_progress_cluster AS p
 WHERE p.pid = $1
UNION ALL
SELECT 'VACUUM', p.relid::pg_catalog.regclass::text, p.phase, p.heap_blks_scanned, p.heap_blks_total, 'blocks'
  FROM pg_catalog.pg_stat_progress_vacuum AS p
 WHERE p.pid = $1
UNION ALL
SELECT 'ANALYZE', p.relid::pg_catalog.regclass::text, p.phase, p.sample_blks_scanned, p.sample_blks_total, 'blocks'
  FROM pg_catalog.pg_stat_progress_analyze AS p
 WHERE p.pid = $1
UNION ALL
SELECT p.command, p.relid::pg_catalog.regclass::text, p.type, p.bytes_processed, p.bytes_total, 'bytes'
  FROM pg_catalog.pg_stat_progress_copy AS p
 WHERE p.pid = $1;
