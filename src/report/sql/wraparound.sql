-- name: wraparound
-- title: how near each database is to the end of transaction ids and multixact ids
-- group: vacuum
-- tells: The age of the oldest row that is not frozen, as share of the 2.1 billion after which the server
--   takes no more writes; for transactions and for multixacts, templates included.
-- omits: Which table: "howdah show wraparound-tables" in that database; who keeps vacuum from freezing:
--   "howdah show xmin". An age up to autovacuum_freeze_max_age is normal, and goes up and down.
-- columns:
--   database text        the database
--   xid_age count        transactions since the oldest row
--   xid_used percent     of the ids that there are
--   multixact_age count  multixacts since the oldest
--   multixact_used percent  of those that there are
--   freeze_max_age count  at this age autovacuum freezes by force
--   xid_over number      age as multiple of freeze_max_age
-- judge:
--   xid_used >= 50% 80%
--   multixact_used >= 50% 80%
--   xid_over >= 1.5 -
-- subject: database
-- advice: Find out what keeps vacuum from freezing (howdah show xmin, howdah show progress), end it, then
--   VACUUM (FREEZE) the oldest tables (howdah show wraparound-tables). Do not stop an autovacuum that runs
--   "to prevent wraparound".
-- cost: cheap
-- scope: cluster
-- source: PostgreSQL documentation, "Preventing Transaction ID Wraparound Failures"
SELECT d.datname::text AS database, age(d.datfrozenxid) AS xid_age, round(age(d.datfrozenxid) / 21474836.48, 2) AS xid_used,
       mxid_age(d.datminmxid) AS multixact_age, round(mxid_age(d.datminmxid) / 21474836.48, 2) AS multixact_used,
       current_setting('autovacuum_freeze_max_age')::bigint AS freeze_max_age,
       round(age(d.datfrozenxid) / current_setting('autovacuum_freeze_max_age')::numeric, 2) AS xid_over
  FROM pg_database AS d
 ORDER BY greatest(age(d.datfrozenxid), mxid_age(d.datminmxid)) DESC, d.datname
