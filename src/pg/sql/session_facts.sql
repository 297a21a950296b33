-- What a new session is. The first statement of its set-up: settings follow it in the same
-- message, so it tells the timeouts as role and database have set them.
-- params:  none (simple protocol)
-- columns: pid int, in_recovery bool, read_only bool ("on" or "off"),
--          environment text (the database's mark, or null), then one column for each timeout,
--          named like the setting (null when the server does not know it)
-- source:  PostgreSQL documentation, "System Information Functions", "Configuration Settings
--          Functions"; since 10
SELECT pg_catalog.pg_backend_pid() AS pid,
       pg_catalog.pg_is_in_recovery() AS in_recovery,
       pg_catalog.current_setting('transaction_read_only') AS read_only,
       pg_catalog.current_setting('howdah.environment', true) AS environment,
       pg_catalog.current_setting('statement_timeout', true) AS statement_timeout,
       pg_catalog.current_setting('lock_timeout', true) AS lock_timeout,
       pg_catalog.current_setting('idle_in_transaction_session_timeout', true)
           AS idle_in_transaction_session_timeout,
       pg_catalog.current_setting('idle_session_timeout', true) AS idle_session_timeout,
       pg_catalog.current_setting('transaction_timeout', true) AS transaction_timeout
