-- The last finished step of each revision that was applied by howdah, but for those whose file had one of
-- the hashes: a file with it is still there, and the hash covers the revision's id.
-- params:  $1 text  version table
--          $2 text[]  SHA-256 of files, in hex
-- columns: revision text, direction text, message text, down_revision text (joined by ", "), file_name text,
--          file_sha256 text, section_sha256 text, applied text (time), who text, run_id text
-- source:  docs/journal.md
SELECT s.revision, s.direction, s.message, pg_catalog.array_to_string(s.down_revision, ', ') AS down_revision,
       s.file_name, s.file_sha256, s.section_sha256,
       pg_catalog.to_char(s.done_at, 'YYYY-MM-DD HH24:MI:SS TZ') AS applied,
       r.db_role || coalesce('@' || r.client_host, '') AS who, s.run_id::text AS run_id
  FROM (SELECT DISTINCT ON (step.revision)
               step.revision, step.direction, step.message, step.down_revision, step.file_name, step.file_sha256,
               step.section_sha256, step.done_at, step.run_id
          FROM howdah.step
         WHERE step.version_table = $1 AND step.completes AND step.state = 'done' AND step.direction <> 'stamp'
         ORDER BY step.revision, step.seq DESC) AS s
  LEFT JOIN howdah.run AS r ON r.run_id = s.run_id
 WHERE NOT EXISTS (SELECT FROM pg_catalog.unnest($2::text[]) AS same (hash) WHERE same.hash = s.file_sha256)
 ORDER BY s.revision;
