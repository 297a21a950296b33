-- name: habits
-- title: what every database of a service should have, and this one lacks
-- group: server
-- tells: Whether statements are counted (pg_stat_statements, in this database and loaded by the server); whether each role
--   that works here without being a superuser (it owns relations here, or has a session) has a lock_timeout, by its own
--   settings, those of the database or of the server; whether a role or this database gives up the safety of commits.
-- omits: What the application itself sets after it has connected.
-- columns:
--   habit text      pg-stat-statements, lock-timeout, synchronous-commit
--   whose text      the role, or the database
--   severity text   warning
--   why text        what can happen
--   fix sql         does it
-- judge:
--   severity = warning critical
-- subject: habit whose
-- advice: The SQL of the row does it; new sessions have it. shared_preload_libraries takes a restart.
-- cost: cheap
-- source: PostgreSQL documentation, "pg_db_role_setting", "Client Connection Defaults", "pg_stat_statements"
WITH here AS (
    SELECT d.oid, d.datname, d.datdba FROM pg_database AS d WHERE d.datname = current_database()
), settings AS (
    SELECT s.setdatabase, s.setrole, split_part(u.item, '=', 1) AS name, substr(u.item, strpos(u.item, '=') + 1) AS value
      FROM pg_db_role_setting AS s
     CROSS JOIN LATERAL unnest(s.setconfig) AS u (item)
     CROSS JOIN here AS h
     WHERE s.setdatabase IN (0, h.oid)
), server AS (
    -- What a new session has; when this role or database has its own, the server's value is not known.
    SELECT CASE WHEN EXISTS (SELECT FROM settings AS s
                              WHERE s.name = 'lock_timeout'
                                AND s.setrole IN (0, (SELECT r.oid FROM pg_roles AS r WHERE r.rolname = session_user)))
                THEN NULL ELSE p.reset_val END AS value
      FROM pg_settings AS p
     WHERE p.name = 'lock_timeout'
), workers AS (
    SELECT r.oid, r.rolname
      FROM pg_roles AS r
     WHERE r.rolcanlogin AND NOT r.rolsuper AND NOT r.rolreplication
       AND (EXISTS (SELECT FROM pg_class AS c WHERE c.relowner = r.oid)
            OR EXISTS (SELECT FROM pg_stat_activity AS a
                        WHERE a.usesysid = r.oid AND a.datname = current_database() AND a.application_name NOT LIKE 'howdah %'))
), timeouts AS (
    SELECT w.rolname,
           COALESCE((SELECT s.value FROM settings AS s
                      WHERE s.name = 'lock_timeout' AND s.setrole IN (0, w.oid)
                      ORDER BY s.setrole <> 0 DESC, s.setdatabase <> 0 DESC LIMIT 1),
                    (SELECT v.value FROM server AS v)) AS value
      FROM workers AS w
)
SELECT 'pg-stat-statements' AS habit, current_database()::text AS whose, 'warning' AS severity,
       CASE WHEN l.loaded THEN 'the extension is not in this database: slow statements cannot be found'
            ELSE 'the server does not load it: slow statements cannot be found' END AS why,
       CASE WHEN l.loaded THEN 'CREATE EXTENSION pg_stat_statements;'
            ELSE 'ALTER SYSTEM SET shared_preload_libraries = ''pg_stat_statements'';' END AS fix
  FROM (SELECT EXISTS (SELECT FROM pg_settings AS s WHERE s.name = 'pg_stat_statements.max') AS loaded) AS l
 WHERE NOT l.loaded OR NOT EXISTS (SELECT FROM pg_extension AS e WHERE e.extname = 'pg_stat_statements')
UNION ALL
SELECT 'lock-timeout', t.rolname::text, 'warning', 'its statements wait for a lock without end, and others queue behind them',
       format('ALTER ROLE %I SET lock_timeout = ''5s'';', t.rolname)
  FROM timeouts AS t
 WHERE t.value ~ '^0+ *[a-z]*$'
UNION ALL
SELECT 'synchronous-commit', COALESCE(r.rolname::text, current_database()::text), 'warning',
       'a crash loses transactions that were reported as committed',
       CASE WHEN r.oid IS NULL THEN format('ALTER DATABASE %I RESET synchronous_commit;', current_database())
            WHEN s.setdatabase = 0 THEN format('ALTER ROLE %I RESET synchronous_commit;', r.rolname)
            ELSE format('ALTER ROLE %I IN DATABASE %I RESET synchronous_commit;', r.rolname, current_database()) END
  FROM settings AS s
  LEFT JOIN pg_roles AS r ON r.oid = s.setrole
 WHERE s.name = 'synchronous_commit' AND s.value IN ('off', 'false', 'no', '0')
 ORDER BY 1, 2
