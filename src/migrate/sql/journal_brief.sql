-- Every step that was not given up, as short as can be. No step of it is judged here: the
-- hashes to compare with would be more to send than the rows.
-- params:  $1 text  version table
-- columns: revision text, file_sha256 text (null for a stamp), finished bool
-- source:  docs/journal.md
SELECT s.revision, s.file_sha256, s.completes AND s.state = 'done' AS finished
  FROM howdah.step AS s
 WHERE s.version_table = $1 AND s.state <> 'forgotten';
