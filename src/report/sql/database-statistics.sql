-- name: database-statistics
-- title: transactions, rollbacks, cache, temporary files and deadlocks of each database
-- group: queries
-- tells: The counters of each database since they were reset.
-- omits: Rates: the numbers are of the whole time. With --watch one sees them grow.
-- columns:
--   database text           the database
--   commits count           transactions that were committed
--   rollbacks count         that were rolled back
--   rolled_back percent     of all
--   hit percent             blocks found in shared buffers
--   read bytes              from outside of shared buffers
--   temp_files count        written because work_mem was too small
--   temp_size bytes         of them
--   deadlocks count         detected
--   checksum_failures count pages that are damaged; empty without checksums
--   conflicts count         queries that recovery cancelled, on a standby
--   in_transaction_idle seconds  sessions sat idle in a transaction, added up
--   observed seconds        since the counters began
-- judge:
--   checksum_failures >= - 1
--   rolled_back >= 10% 50% and commits >= 1000 1000
-- subject: database
-- advice: A checksum failure means damaged storage: look into the server's log for the file, and restore it from a
--   backup. Many rollbacks mean an application that runs into errors: its log and the server's say which.
-- cost: cheap
-- scope: cluster
-- source: PostgreSQL documentation, "pg_stat_database"
SELECT d.datname::text AS database, d.xact_commit AS commits, d.xact_rollback AS rollbacks,
       round(100.0 * d.xact_rollback / NULLIF(d.xact_commit + d.xact_rollback, 0), 1) AS rolled_back,
       round(100.0 * d.blks_hit / NULLIF(d.blks_hit + d.blks_read, 0), 1) AS hit,
       d.blks_read * current_setting('block_size')::bigint AS read, d.temp_files, d.temp_bytes AS temp_size, d.deadlocks,
       d.checksum_failures, d.conflicts, round((d.idle_in_transaction_time / 1000)::numeric, 3) AS in_transaction_idle,
       round(extract(epoch FROM clock_timestamp() - COALESCE(d.stats_reset, pg_postmaster_start_time()))) AS observed
  FROM pg_stat_database AS d
 WHERE d.datname IS NOT NULL
 ORDER BY d.datname
