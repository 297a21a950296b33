-- Steps of revisions that were begun and not finished, oldest first.
-- params:  $1 text  version table
-- columns: attempt_id text, revision text, direction text, first_statement int, statement_count int,
--          sql_sha256 text, mode text, state text, cursor_after text, cursor_rows bigint, started text,
--          message text, who text (role and host), error text
-- source:  docs/journal.md
SELECT s.attempt_id::text AS attempt_id, s.revision, s.direction, s.first_statement, s.statement_count,
       s.sql_sha256, s.mode, s.state, s.cursor_after, s.cursor_rows,
       pg_catalog.to_char(s.intent_at, 'YYYY-MM-DD HH24:MI:SS TZ') AS started, s.message,
       r.db_role || coalesce('@' || r.client_host, '') AS who, s.error
  FROM howdah.step AS s
  LEFT JOIN howdah.run AS r ON r.run_id = s.run_id
 WHERE s.version_table = $1
   AND s.state <> 'forgotten'
   AND (NOT s.completes OR s.state <> 'done')
   AND NOT EXISTS (SELECT FROM howdah.step AS later
                    WHERE later.version_table = s.version_table
                      AND later.revision = s.revision
                      AND later.completes AND later.state = 'done'
                      AND later.seq > s.seq)
 ORDER BY s.seq;
