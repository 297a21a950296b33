-- name: server
-- title: what server this is: version, role, uptime, limits
-- group: server
-- tells: The facts that one asks for first.
-- columns:
--   what text   the fact
--   value text  its value
-- cost: cheap
-- scope: cluster
-- source: PostgreSQL documentation, "System Information Functions"
SELECT f.what, f.value
  FROM (VALUES (1, 'version', version()),
               (2, 'role', CASE WHEN pg_is_in_recovery() THEN 'standby' ELSE 'primary' END),
               (3, 'started', pg_postmaster_start_time()::timestamptz(0)::text),
               (4, 'configuration loaded', pg_conf_load_time()::timestamptz(0)::text),
               (5, 'database', current_database()::text), (6, 'user', current_user::text),
               (7, 'data checksums', current_setting('data_checksums')),
               (8, 'max_connections', current_setting('max_connections')),
               (9, 'shared_buffers', current_setting('shared_buffers')),
               (10, 'work_mem', current_setting('work_mem')),
               (11, 'wal_level', current_setting('wal_level')),
               (12, 'archive_mode', current_setting('archive_mode')),
               (13, 'synchronous_commit', current_setting('synchronous_commit')),
               (14, 'fsync', current_setting('fsync')),
               (15, 'full_page_writes', current_setting('full_page_writes')),
               (16, 'ssl', current_setting('ssl')),
               (17, 'time zone', current_setting('TimeZone'))) AS f (place, what, value)
 ORDER BY f.place
