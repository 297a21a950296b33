-- Takes a file as it is now for the one that was applied.
-- params:  $1 text  version table; $2 text  revision; $3 text  SHA-256 of the file; $4 text  SHA-256 of its
--          upgrade section; $5 text  the file
-- columns: none
-- source:  docs/journal.md
UPDATE howdah.step
   SET file_sha256 = $3, section_sha256 = $4, file_text = $5
 WHERE seq = (SELECT max(s.seq)
                FROM howdah.step AS s
               WHERE s.version_table = $1 AND s.revision = $2 AND s.completes AND s.state = 'done'
                 AND s.direction = 'upgrade');
