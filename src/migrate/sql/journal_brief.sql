-- Every step that was not given up, as short as can be. No file is judged here: the
-- hashes to compare with would be more to send than the rows.
-- params:  $1 text  version table
-- columns: revision text, file_sha256 text (null for a stamp), finished bool (by itself, or by a later one that
--          completes the revision)
-- source:  docs/journal.md
SELECT s.revision, s.file_sha256,
       s.completes AND s.state = 'done'
       OR EXISTS (SELECT FROM howdah.step AS later
                   WHERE later.version_table = s.version_table
                     AND later.revision = s.revision
                     AND later.completes AND later.state = 'done'
                     AND later.seq > s.seq) AS finished
  FROM howdah.step AS s
 WHERE s.version_table = $1 AND s.state <> 'forgotten';
