-- What was run, newest first: one row for each step, with its run.
-- params:  $1 text  version table; $2 text or NULL  revision or its beginning; $3 text or NULL  attempt; $4 int  rows at most
-- columns: at text, direction text, revision text, state text, completes bool, ms bigint, who text,
--          os_user text, host text, message text, file_name text, file_sha256 text, mode text,
--          first_statement int, statement_count int, error text, sqlstate text, run_id text,
--          attempt_id text, command text, target text, outcome text, tool_version text
-- source:  docs/journal.md
SELECT pg_catalog.to_char(coalesce(s.done_at, s.intent_at), 'YYYY-MM-DD HH24:MI:SS TZ') AS at,
       s.direction, s.revision, s.state, s.completes,
       (extract(epoch FROM s.done_at - s.intent_at) * 1000)::bigint AS ms,
       r.db_role AS who, r.os_user, r.client_host AS host, s.message, s.file_name, s.file_sha256, s.mode,
       s.first_statement, s.statement_count, s.error, s.sqlstate,
       s.run_id::text, s.attempt_id::text, r.command, r.target, r.outcome, r.tool_version
  FROM howdah.step AS s
  LEFT JOIN howdah.run AS r ON r.run_id = s.run_id
 WHERE s.version_table = $1
   AND ($2::text IS NULL OR s.revision = $2 OR (pg_catalog.starts_with(s.revision, $2)
        AND NOT EXISTS (SELECT FROM howdah.step AS e WHERE e.version_table = $1 AND e.revision = $2)))
   AND ($3::text IS NULL OR s.attempt_id::text = pg_catalog.lower($3))
 ORDER BY s.seq DESC
 LIMIT $4::int;
