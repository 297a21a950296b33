-- Changes the state of a step that was written as an intent.
-- params:  $1 uuid  attempt; $2 text  state; $3 text or NULL  SQLSTATE; $4 text or NULL  error
-- columns: none
-- source:  docs/journal.md
UPDATE howdah.step
   SET state = $2, sqlstate = $3, error = $4,
       done_at = CASE WHEN $2 = 'done' THEN pg_catalog.clock_timestamp() END
 WHERE attempt_id = $1::uuid;
