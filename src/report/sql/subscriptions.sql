-- name: subscriptions
-- title: subscriptions of logical replication in this database
-- group: replication
-- tells: Whether each one runs, when something came, which tables are not copied yet, and errors (15 and later).
-- columns:
--   name text          the subscription
--   enabled bool       it should run
--   running bool       it does
--   slot text          on the publisher
--   publications text  that it takes
--   not_applied bytes  received and not confirmed
--   last_message seconds  since something came
--   not_ready count    tables whose first copy is not done
--   apply_errors count   since the counters began
--   sync_errors count    of first copies
-- judge:
--   enabled = t t and running = f f
--   apply_errors >= 1 - and last_message >= 0s -
-- subject: name
-- advice: The log of this server has the error: most often a row that is there already or a column that is missing. After
--   it is solved the subscription goes on by itself.
-- cost: cheap
-- source: PostgreSQL documentation, "pg_subscription", "pg_stat_subscription"
SELECT b.subname::text AS name, b.subenabled AS enabled, s.pid IS NOT NULL AS running, b.subslotname::text AS slot,
       array_to_string(b.subpublications, ', ') AS publications,
       pg_wal_lsn_diff(s.received_lsn, s.latest_end_lsn)::bigint AS not_applied,
       round(extract(epoch FROM clock_timestamp() - s.last_msg_receipt_time), 3) AS last_message,
       (SELECT count(*) FROM pg_subscription_rel AS r WHERE r.srsubid = b.oid AND r.srsubstate <> 'r') AS not_ready,
       NULL::bigint AS apply_errors, NULL::bigint AS sync_errors
  FROM pg_subscription AS b
  LEFT JOIN pg_stat_subscription AS s ON s.subid = b.oid AND s.relid IS NULL
 WHERE b.subdbid = (SELECT d.oid FROM pg_database AS d WHERE d.datname = current_database())
 ORDER BY b.subname
