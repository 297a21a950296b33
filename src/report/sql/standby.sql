-- name: standby
-- title: on a standby: whether it is connected, and how far it has replayed
-- group: replication
-- tells: One line on a standby, none on a primary. The verdict comes from the receiver and the positions: the time
--   since the last replayed transaction alone would grow on an idle primary.
-- columns:
--   verdict text        caught up, replaying, not connected, paused
--   receiver text       state of the receiver
--   source text         host and port of the sender
--   last_message seconds  since something came from the sender
--   received text       position
--   replayed text       position
--   not_replayed bytes  received and not replayed
--   last_transaction time  commit time of the last one that was replayed
--   paused bool         replay was stopped by hand
--   slot text           that it uses
-- wants: role pg_read_all_stats: the state of the receiver
-- judge:
--   not_replayed >= 100MB 1GB
--   verdict = not-connected -
-- advice: Not connected: see the logs of both servers. Behind: see which query replay waits for, or pg_wal_replay_resume().
-- cost: cheap
-- scope: cluster
-- source: PostgreSQL documentation, "pg_stat_wal_receiver", "Recovery Control Functions"
SELECT CASE WHEN (CASE WHEN r.standby THEN pg_is_wal_replay_paused() END) THEN 'paused' WHEN w.pid IS NULL THEN 'not-connected'
            WHEN w.status <> 'streaming' THEN w.status
            WHEN pg_last_wal_receive_lsn() = pg_last_wal_replay_lsn() THEN 'caught-up' ELSE 'replaying' END AS verdict,
       w.status AS receiver, w.sender_host || COALESCE(':' || w.sender_port, '') AS source,
       round(extract(epoch FROM clock_timestamp() - w.last_msg_receipt_time), 3) AS last_message,
       pg_last_wal_receive_lsn()::text AS received, pg_last_wal_replay_lsn()::text AS replayed,
       pg_wal_lsn_diff(pg_last_wal_receive_lsn(), pg_last_wal_replay_lsn())::bigint AS not_replayed,
       pg_last_xact_replay_timestamp() AS last_transaction, (CASE WHEN r.standby THEN pg_is_wal_replay_paused() END) AS paused, w.slot_name AS slot
  FROM (SELECT pg_is_in_recovery() AS standby) AS r
  LEFT JOIN pg_stat_wal_receiver AS w ON true
 WHERE r.standby
