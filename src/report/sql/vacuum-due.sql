-- name: vacuum-due
-- title: tables that autovacuum should vacuum or analyze now
-- group: vacuum
-- tells: Tables over their thresholds, the way autovacuum computes them: with the options of each table, the
--   threshold for new rows, the greatest one of version 18, the age of the oldest row, TOAST tables too.
--   ANALYZE is due by rows changed, not by dead rows.
-- omits: When it became due: the time since the last vacuum or analyze is the most that it can be.
-- params:
--   pattern: names
-- columns:
--   schema text        the schema
--   name text          the table
--   why text           freeze, dead rows, new rows, analyze
--   dead count         dead rows
--   dead_at count      threshold
--   inserted count     rows since the last vacuum
--   inserted_at count  threshold
--   changed count      rows since the last analyze
--   changed_at count   threshold
--   xid_age count      transactions since the oldest row that is not frozen
--   enabled bool       autovacuum works on it
--   running bool       it is being vacuumed or analyzed now
--   since seconds      the last vacuum or analyze that is due; since statistics began when there was none
--   fix sql            does it
-- judge:
--   since >= 2h 24h and running = f f
-- subject: schema name
-- advice: Autovacuum does not keep up, is switched off, or cannot get the lock. See "howdah show progress" for what it does,
--   "howdah show xmin" for what keeps it from removing rows; give it more (autovacuum_vacuum_cost_limit,
--   autovacuum_max_workers), or smaller scale factors for large tables.
-- cost: cheap
-- source: PostgreSQL documentation, "The Autovacuum Daemon"
WITH options AS (
    SELECT c.oid, c.relname, c.relnamespace, greatest(c.reltuples, 0)::float8 AS rows, c.relfrozenxid, c.relminmxid,
           COALESCE((SELECT o.option_value FROM pg_options_to_table(c.reloptions) AS o WHERE o.option_name = 'autovacuum_enabled'),
                    'true')::bool AND current_setting('autovacuum')::bool AS enabled,
           COALESCE(v.base, current_setting('autovacuum_vacuum_threshold')::float8)
           + COALESCE(v.scale, current_setting('autovacuum_vacuum_scale_factor')::float8) * greatest(c.reltuples, 0) AS vacuum_at,
           COALESCE(v.most, NULLIF(current_setting('autovacuum_vacuum_max_threshold', true), '')::float8, -1) AS most,
           COALESCE(v.insert_base, current_setting('autovacuum_vacuum_insert_threshold')::float8) AS insert_base,
           COALESCE(v.insert_scale, current_setting('autovacuum_vacuum_insert_scale_factor')::float8) AS insert_scale,
           COALESCE(v.analyze_base, current_setting('autovacuum_analyze_threshold')::float8)
           + COALESCE(v.analyze_scale, current_setting('autovacuum_analyze_scale_factor')::float8) * greatest(c.reltuples, 0) AS analyze_at,
           least(COALESCE(v.freeze, 'infinity'), current_setting('autovacuum_freeze_max_age')::float8) AS freeze_at
      FROM pg_class AS c
     CROSS JOIN LATERAL (
           SELECT max(o.option_value::float8) FILTER (WHERE o.option_name = 'autovacuum_vacuum_threshold') AS base,
                  max(o.option_value::float8) FILTER (WHERE o.option_name = 'autovacuum_vacuum_scale_factor') AS scale,
                  max(o.option_value::float8) FILTER (WHERE o.option_name = 'autovacuum_vacuum_max_threshold') AS most,
                  max(o.option_value::float8) FILTER (WHERE o.option_name = 'autovacuum_vacuum_insert_threshold') AS insert_base,
                  max(o.option_value::float8) FILTER (WHERE o.option_name = 'autovacuum_vacuum_insert_scale_factor') AS insert_scale,
                  max(o.option_value::float8) FILTER (WHERE o.option_name = 'autovacuum_analyze_threshold') AS analyze_base,
                  max(o.option_value::float8) FILTER (WHERE o.option_name = 'autovacuum_analyze_scale_factor') AS analyze_scale,
                  max(o.option_value::float8) FILTER (WHERE o.option_name = 'autovacuum_freeze_max_age') AS freeze
             FROM pg_options_to_table(c.reloptions) AS o
            WHERE o.option_name ~ '^autovacuum_.*(threshold|scale_factor|max_age)$') AS v
     WHERE c.relkind IN ('r', 'm', 't') AND c.relpersistence <> 't'
), state AS (
    SELECT o.*, CASE WHEN o.most >= 0 THEN least(o.vacuum_at, o.most) ELSE o.vacuum_at END AS dead_at,
           o.insert_base + o.insert_scale * o.rows AS insert_at,
           pg_stat_get_dead_tuples(o.oid) AS dead, pg_stat_get_ins_since_vacuum(o.oid) AS inserted,
           pg_stat_get_mod_since_analyze(o.oid) AS changed, age(o.relfrozenxid) AS xid_age,
           greatest(pg_stat_get_last_vacuum_time(o.oid), pg_stat_get_last_autovacuum_time(o.oid)) AS last_vacuum,
           greatest(pg_stat_get_last_analyze_time(o.oid), pg_stat_get_last_autoanalyze_time(o.oid)) AS last_analyze,
           o.relnamespace = 'pg_toast'::regnamespace AS is_toast
      FROM options AS o
), due AS (
    SELECT s.*, NULLIF(concat_ws(', ', CASE WHEN s.xid_age > s.freeze_at THEN 'freeze' END,
                                 CASE WHEN s.dead > s.dead_at THEN 'dead rows' END,
                                 CASE WHEN s.insert_base >= 0 AND s.inserted > s.insert_at THEN 'new rows' END,
                                 CASE WHEN NOT s.is_toast AND s.oid <> 'pg_statistic'::regclass AND s.changed > s.analyze_at THEN 'analyze' END), '') AS why
      FROM state AS s
)
SELECT n.nspname::text AS schema, d.relname::text AS name, d.why, d.dead, round(d.dead_at)::bigint AS dead_at, d.inserted,
       round(d.insert_at)::bigint AS inserted_at, d.changed, round(d.analyze_at)::bigint AS changed_at, d.xid_age, d.enabled,
       EXISTS (SELECT FROM pg_stat_progress_vacuum AS p WHERE p.relid = d.oid AND p.datname = current_database())
       OR EXISTS (SELECT FROM pg_stat_progress_analyze AS p WHERE p.relid = d.oid AND p.datname = current_database()) AS running,
       round(extract(epoch FROM clock_timestamp() - COALESCE(CASE WHEN d.why = 'analyze' THEN d.last_analyze ELSE d.last_vacuum END,
                                                             b.stats_reset, pg_postmaster_start_time()))) AS since,
       format(CASE WHEN d.why = 'analyze' THEN 'ANALYZE %I.%I;' WHEN d.why ~ 'analyze' THEN 'VACUUM (ANALYZE) %I.%I;'
                   ELSE 'VACUUM %I.%I;' END, n.nspname, d.relname) AS fix
  FROM due AS d
  JOIN pg_namespace AS n ON n.oid = d.relnamespace
  JOIN pg_stat_database AS b ON b.datname = current_database()
 WHERE d.why IS NOT NULL AND ($1::text IS NULL OR n.nspname || '.' || d.relname ~ $1::text)
 ORDER BY d.xid_age > d.freeze_at DESC, d.dead DESC, n.nspname, d.relname
