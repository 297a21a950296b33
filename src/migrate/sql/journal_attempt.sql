-- Whether a transaction was committed: its step is there or it is not.
-- params:  $1 uuid  attempt
-- columns: state text
-- source:  docs/journal.md
SELECT state FROM howdah.step WHERE attempt_id = $1::uuid;
