-- name: wraparound-tables
-- title: tables with the oldest rows that are not frozen, TOAST included
-- group: vacuum
-- tells: Which tables, materialized views and catalogs of this database vacuum has to freeze first.
-- params:
--   pattern: names
--   rows = 30: how many
-- columns:
--   schema text          the schema
--   name text            the table
--   xid_age count        transactions since the oldest row, in the table or its TOAST
--   xid_used percent     of the ids that there are
--   multixact_age count  multixacts since the oldest
--   multixact_used percent  of those that there are
--   size bytes           by pg_class.relpages
--   temporary bool       of a session; vacuum cannot freeze it, only that session
--   last_vacuum time     by hand or by autovacuum
--   fix sql              freezes it
-- judge:
--   xid_used >= 50% 80%
--   multixact_used >= 50% 80%
-- subject: schema name
-- advice: VACUUM (FREEZE) the table, after ending what holds back the oldest snapshot (howdah show xmin).
-- cost: cheap
-- source: PostgreSQL documentation, "Preventing Transaction ID Wraparound Failures"
SELECT n.nspname::text AS schema, c.relname::text AS name, x.xid AS xid_age, round(x.xid / 21474836.48, 2) AS xid_used,
       x.mxid AS multixact_age, round(x.mxid / 21474836.48, 2) AS multixact_used,
       (c.relpages + COALESCE(t.relpages, 0))::bigint * current_setting('block_size')::bigint AS size,
       c.relpersistence = 't' AS temporary,
       greatest(pg_stat_get_last_vacuum_time(c.oid), pg_stat_get_last_autovacuum_time(c.oid)) AS last_vacuum,
       CASE WHEN c.relpersistence <> 't' THEN format('VACUUM (FREEZE) %I.%I;', n.nspname, c.relname) END AS fix
  FROM pg_class AS c
  JOIN pg_namespace AS n ON n.oid = c.relnamespace
  LEFT JOIN pg_class AS t ON t.oid = c.reltoastrelid
 CROSS JOIN LATERAL (SELECT greatest(age(c.relfrozenxid), age(t.relfrozenxid)) AS xid,
                            greatest(mxid_age(c.relminmxid), mxid_age(t.relminmxid)) AS mxid) AS x
 WHERE c.relkind IN ('r', 'm') AND ($1::text IS NULL OR n.nspname || '.' || c.relname ~ $1::text)
 ORDER BY greatest(x.xid, x.mxid) DESC, n.nspname, c.relname
 LIMIT $2::int
