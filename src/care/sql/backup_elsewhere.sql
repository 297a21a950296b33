-- Whether the server archives its WAL, as tools for whole clusters have it, and which server it is.
-- params:  none
-- columns: archives bool, system_identifier text, database text
-- source:  PostgreSQL documentation, "pg_stat_archiver"; since 10
SELECT pg_catalog.current_setting('archive_mode') <> 'off' AND s.last_archived_time IS NOT NULL
       AND (s.last_failed_time IS NULL OR s.last_archived_time > s.last_failed_time) AS archives,
       (SELECT c.system_identifier::text FROM pg_catalog.pg_control_system() AS c) AS system_identifier,
       pg_catalog.current_database()::text AS database
  FROM pg_catalog.pg_stat_archiver AS s
