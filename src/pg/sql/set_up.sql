-- Sets a new session up and tells what it is, in one round trip. A setting that the
-- server does not know (value null) is left out. Behind a pooler the changes last only
-- for this transaction, so that they do not leak to other clients of the server session.
-- params:  $1 int   backend pid as the client was told
--          $2 text  search_path, or null to leave it
--          $3 text  role to become, or null
--          $4 bool  whether the changes stay even when the pid differs (a session pooler)
-- columns: name text, value text (before), now text, pid int, in_recovery bool,
--          read_only bool, environment text (the database's mark, or null)
-- source:  PostgreSQL documentation, "Client Connection Defaults", "Configuration Settings
--          Functions"; since 12. client_connection_check_interval works on Linux only.
WITH was AS MATERIALIZED (
    SELECT s.name,
           s.wanted,
           pg_catalog.current_setting(s.name, true) AS value
      FROM (VALUES ('statement_timeout', '0'),
                   ('lock_timeout', '0'),
                   ('idle_in_transaction_session_timeout', '0'),
                   ('idle_session_timeout', '0'),
                   ('transaction_timeout', '0'),
                   ('client_connection_check_interval',
                    CASE WHEN pg_catalog.version() LIKE '%linux%' THEN '2s' END),
                   ('search_path', $2::text),
                   ('role', $3::text)) AS s (name, wanted)
)
SELECT was.name,
       was.value,
       CASE WHEN was.value IS NOT NULL AND was.wanted IS NOT NULL
            THEN pg_catalog.set_config(was.name, was.wanted,
                                       pg_catalog.pg_backend_pid() <> $1::int AND NOT $4::bool)
        END AS now,
       pg_catalog.pg_backend_pid() AS pid,
       pg_catalog.pg_is_in_recovery() AS in_recovery,
       pg_catalog.current_setting('transaction_read_only')::bool AS read_only,
       pg_catalog.current_setting('howdah.environment', true) AS environment
  FROM was;
