-- What was done to sessions, newest first.
-- params:  $1 int  rows at most
-- columns: at text, action text, pid int, outcome text, by text, host text, role text, application text,
--          client text, state text, query text
-- source:  docs/journal.md
SELECT pg_catalog.to_char(done_at, 'YYYY-MM-DD HH24:MI:SS TZ') AS at, action, pid, outcome,
       db_role AS by, client_host AS host, role, application, client, state, query
  FROM howdah.act
 ORDER BY seq DESC
 LIMIT $1::int;
