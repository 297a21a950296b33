-- name: archiver
-- title: whether WAL is archived
-- group: replication
-- tells: What was archived last, what failed last, and for how long it has been failing: a failure counts as
--   long as nothing was archived after it.
-- omits: How many files wait: "howdah show wal-files".
-- columns:
--   mode text           archive_mode
--   command text        archive_command or archive_library; hidden from others than superusers
--   archived count      files, since the counters began
--   last_archived text  the file
--   last_archived_time time  when
--   failed count        tries that failed
--   last_failed text    the file
--   last_failed_time time   when
--   failing seconds     since the last success, when the last try failed; 0 when it did not
-- wants: role pg_read_all_settings: the command
-- judge:
--   failing >= 5min 30min
-- advice: The server's log has the message of the command. WAL stays on the server until it can be archived, and fills the disk.
-- cost: cheap
-- scope: cluster
-- source: PostgreSQL documentation, "pg_stat_archiver"
SELECT current_setting('archive_mode') AS mode,
       (SELECT s.setting FROM pg_settings AS s WHERE s.name IN ('archive_library', 'archive_command') AND s.setting <> ''
         ORDER BY s.name DESC LIMIT 1) AS command,
       a.archived_count AS archived, a.last_archived_wal AS last_archived, a.last_archived_time, a.failed_count AS failed,
       a.last_failed_wal AS last_failed, a.last_failed_time,
       CASE WHEN a.last_failed_time > COALESCE(a.last_archived_time, '-infinity')
            THEN round(extract(epoch FROM clock_timestamp() - COALESCE(a.last_archived_time, a.stats_reset, a.last_failed_time)))
            ELSE 0 END AS failing
  FROM pg_stat_archiver AS a
