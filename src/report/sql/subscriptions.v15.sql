-- since: server 15
SELECT b.subname::text AS name, b.subenabled AS enabled, s.pid IS NOT NULL AS running, b.subslotname::text AS slot,
       array_to_string(b.subpublications, ', ') AS publications,
       pg_wal_lsn_diff(s.received_lsn, s.latest_end_lsn)::bigint AS not_applied,
       round(extract(epoch FROM clock_timestamp() - s.last_msg_receipt_time), 3) AS last_message,
       (SELECT count(*) FROM pg_subscription_rel AS r WHERE r.srsubid = b.oid AND r.srsubstate <> 'r') AS not_ready,
       e.apply_error_count AS apply_errors, e.sync_error_count AS sync_errors
  FROM pg_subscription AS b
  LEFT JOIN pg_stat_subscription AS s ON s.subid = b.oid AND s.relid IS NULL
  LEFT JOIN pg_stat_subscription_stats AS e ON e.subid = b.oid
 WHERE b.subdbid = (SELECT d.oid FROM pg_database AS d WHERE d.datname = current_database())
 ORDER BY b.subname
