-- Settles what is unfinished of a revision by a person's word. The version table is not moved by it, so
-- what it makes done no longer completes the revision: the next run does.
-- params:  $1 text  version table; $2 text  revision; $3 text  new state; $4 bool  only intents
-- columns: none
-- source:  docs/journal.md
UPDATE howdah.step AS s
   SET state = $3,
       completes = s.completes AND $3 <> 'done',
       done_at = CASE WHEN $3 = 'done' THEN pg_catalog.clock_timestamp() ELSE s.done_at END
 WHERE s.version_table = $1
   AND s.revision = $2
   AND (s.state = 'intent' OR (s.state IN ('done', 'failed') AND NOT $4::bool))
   AND (NOT s.completes OR s.state <> 'done')
   AND NOT EXISTS (SELECT FROM howdah.step AS later
                    WHERE later.version_table = s.version_table AND later.revision = s.revision
                      AND later.completes AND later.state = 'done' AND later.seq > s.seq);
