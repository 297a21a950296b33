-- The file of a revision as it was when it was last applied by howdah.
-- params:  $1 text  version table; $2 text  revision
-- columns: file_name text, file_text text
-- source:  docs/journal.md
SELECT s.file_name, s.file_text
  FROM howdah.step AS s
 WHERE s.version_table = $1 AND s.revision = $2 AND s.completes AND s.state = 'done'
   AND s.direction = 'upgrade' AND s.file_text IS NOT NULL
 ORDER BY s.seq DESC
 LIMIT 1;
