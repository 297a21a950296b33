-- Closes a run.
-- params:  $1 uuid  run; $2 text  outcome; $3 text or NULL  error
-- columns: none
-- source:  docs/journal.md
UPDATE howdah.run
   SET outcome = $2, error = $3, finished_at = pg_catalog.clock_timestamp()
 WHERE run_id = $1::uuid;
