-- The last finished step of each revision that was applied by howdah.
-- params:  $1 text  version table
-- columns: revision text, direction text, message text, down_revision text (joined by ", "), file_name text,
--          file_sha256 text, section_sha256 text, applied text (time), who text, run_id text
-- source:  docs/journal.md
SELECT DISTINCT ON (s.revision)
       s.revision, s.direction, s.message, pg_catalog.array_to_string(s.down_revision, ', ') AS down_revision,
       s.file_name, s.file_sha256, s.section_sha256,
       pg_catalog.to_char(s.done_at, 'YYYY-MM-DD HH24:MI:SS TZ') AS applied,
       r.db_role || coalesce('@' || r.client_host, '') AS who, s.run_id::text AS run_id
  FROM howdah.step AS s
  LEFT JOIN howdah.run AS r ON r.run_id = s.run_id
 WHERE s.version_table = $1 AND s.completes AND s.state = 'done' AND s.direction <> 'stamp'
 ORDER BY s.revision, s.seq DESC;
