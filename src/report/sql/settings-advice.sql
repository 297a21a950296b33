-- name: settings-advice
-- title: settings that lose data, or that let a small fault become a large one
-- group: server
-- tells: Settings that are wrong in nearly every service, each with why. The values are those of a new session of this
--   role in this database.
-- omits: Sizes (shared_buffers, work_mem): right ones depend on the machine, which the server does not tell.
-- columns:
--   setting text    the setting
--   value text      now
--   severity text   critical, warning or remark
--   why text        what can happen
--   fix sql         sets it
-- judge:
--   severity = warning critical
-- subject: setting
-- advice: Change it with the SQL of the row and SELECT pg_reload_conf(); some wait for a restart.
-- cost: cheap
-- source: PostgreSQL documentation, "Server Configuration"
SELECT s.name AS setting, s.setting || COALESCE(' ' || s.unit, '') AS value, r.severity, r.why,
       format('ALTER SYSTEM SET %I = %L;', s.name, r.better) AS fix
  FROM (VALUES ('fsync', 'off', 'critical', 'a crash of the machine destroys the whole server', 'on'),
               ('full_page_writes', 'off', 'critical', 'a crash of the machine can destroy pages', 'on'),
               ('zero_damaged_pages', 'on', 'critical', 'damaged pages become empty ones, silently', 'off'),
               ('ignore_checksum_failure', 'on', 'critical', 'damaged pages are read as if nothing were', 'off'),
               ('autovacuum', 'off', 'critical', 'tables grow without end, until wraparound stops the server', 'on'),
               ('track_counts', 'off', 'critical', 'autovacuum does not see what it has to do', 'on'),
               ('synchronous_commit', 'off', 'warning', 'a crash loses transactions that were reported as committed', 'on'),
               ('password_encryption', 'md5', 'warning', 'new passwords are stored in a form that is easily guessed', 'scram-sha-256'),
               ('statement_timeout', '0', 'remark', 'nothing bounds a statement; set it for the role of the application', '30s'),
               ('idle_in_transaction_session_timeout', '0', 'remark', 'a forgotten transaction holds its locks for ever', '10min'),
               ('lock_timeout', '0', 'remark', 'a statement waits for a lock without end; set it for the role that changes the schema', '5s'),
               ('log_lock_waits', 'off', 'remark', 'waits for locks leave no trace in the log', 'on'),
               ('log_autovacuum_min_duration', '-1', 'remark', 'what autovacuum does leaves no trace in the log', '10min'),
               ('track_io_timing', 'off', 'remark', 'the time of reads and writes is not known', 'on')
       ) AS r (name, bad, severity, why, better)
  JOIN pg_settings AS s ON s.name = r.name
 WHERE s.setting = r.bad
   -- What this session, made safe, has set for itself is not the server's value.
   AND COALESCE(CASE WHEN s.source = 'session' THEN s.reset_val END, s.setting) = r.bad
 ORDER BY array_position(ARRAY['critical', 'warning', 'remark'], r.severity), s.name
