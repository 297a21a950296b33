-- name: settings
-- title: settings that differ from the default, and those that wait for a restart
-- group: server
-- tells: Every setting whose value does not come from the default, where it was set, and whether
--   a changed value waits for a restart. With a pattern, all settings that match it.
-- omits: Settings that only superusers may see, without the role pg_read_all_settings.
-- params:
--   pattern: names of settings
-- columns:
--   name text       the setting
--   value text      with its unit
--   default_value text  what it would be
--   source text     where the value comes from
--   file text       file and line
--   pending_restart bool  a new value waits for a restart
--   about text      what it does
-- wants: role pg_read_all_settings: settings that are hidden from others, and their files
-- judge:
--   pending_restart = t -
-- subject: name
-- cost: cheap
-- scope: cluster
-- advice: A setting that waits for a restart has another value in the files than in the server:
--   restart it at a good moment, or take the change back, so that a crash brings no surprise.
-- source: PostgreSQL documentation, "pg_settings"
SELECT s.name, CASE WHEN s.unit IS NULL THEN s.setting ELSE s.setting || ' × ' || s.unit END AS value,
       s.boot_val AS default_value, s.source, s.sourcefile || ':' || s.sourceline AS file, s.pending_restart,
       s.short_desc AS about
  FROM pg_settings AS s
 WHERE CASE WHEN $1::text IS NULL
            THEN s.pending_restart OR s.source NOT IN ('default', 'override', 'session', 'client')
            ELSE s.name ~ $1::text END
 ORDER BY s.pending_restart DESC, s.name
