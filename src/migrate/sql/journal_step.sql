-- Writes a step: state done in the transaction of its statements, state intent before an autocommit one.
-- params:  $1 uuid  attempt; $2 uuid  run; $3 text  version table; $4 text  revision; $5 text  direction;
--          $6 int  first statement; $7 int  statement count; $8 text  SHA-256 of the statements; $9 text  mode;
--          $10 text  state; $11 bool  completes the revision; $12 text  message; $13 text[]  down revisions;
--          $14 text  file name; $15 text  SHA-256 of the file; $16 text  the file; $17 text  SHA-256 of the section
-- columns: none
-- source:  docs/journal.md
INSERT INTO howdah.step (attempt_id, run_id, version_table, revision, direction, first_statement,
                         statement_count, sql_sha256, mode, state, completes, message, down_revision,
                         file_name, file_sha256, file_text, section_sha256, intent_at, done_at)
VALUES ($1::uuid, $2::uuid, $3, $4, $5, $6::int, $7::int, $8, $9, $10, $11::bool, $12, $13::text[],
        $14, $15, $16, $17, now(), CASE WHEN $10 = 'done' THEN pg_catalog.clock_timestamp() END);
