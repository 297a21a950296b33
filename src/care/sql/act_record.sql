-- Writes what was done to sessions into the journal.
-- params:  $1 text  "cancel", "terminate", "swap" or "undo"; $2 text  system user; $3 text  host; $4 json  array of
--          {pid, backend_start, database, role, application, client, state, query, outcome}
-- columns: none
-- source:  docs/journal.md
INSERT INTO howdah.act (action, os_user, client_host, pid, backend_start, database, role, application,
                        client, state, query, outcome)
SELECT $1::text, $2::text, $3::text, s.*
  FROM pg_catalog.json_to_recordset($4::json)
       AS s (pid int, backend_start timestamptz, database text, role text, application text, client text,
             state text, query text, outcome text)
