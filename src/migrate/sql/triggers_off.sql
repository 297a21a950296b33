-- Whether the session may say which triggers fire: refused with insufficient_privilege, else nothing
-- changes.
-- params:  none
-- columns: role text (which triggers fire)
-- source:  PostgreSQL documentation, "session_replication_role"; since 10
SELECT pg_catalog.set_config('session_replication_role',
                             pg_catalog.current_setting('session_replication_role'), true) AS role;
