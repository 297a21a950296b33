-- Moves the cursor of a batched step, in the transaction of the batch.
-- params:  $1 uuid  attempt; $2 text  last key done; $3 bigint  rows touched by this batch
-- columns: none
-- source:  docs/journal.md
UPDATE howdah.step
   SET cursor_after = $2, cursor_rows = coalesce(cursor_rows, 0) + $3::bigint
 WHERE attempt_id = $1::uuid;
