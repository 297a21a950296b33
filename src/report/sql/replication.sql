-- name: replication
-- also: standbys
-- title: standbys and other receivers of WAL, and how far behind they are
-- group: replication
-- tells: What this server sent, and what the others wrote, flushed and replayed of it, in bytes as seen from
--   here; the time only when the receiver reports one, because an idle server has none.
-- omits: A standby that is not connected: "howdah show slots" shows its slot. On a standby: "howdah show standby".
-- columns:
--   name text          application_name
--   client text        address
--   user text          its role
--   state text         startup, catchup, streaming, backup
--   sync text          async, potential, sync, quorum
--   not_sent bytes     WAL that was not sent yet
--   not_written bytes  sent, and not written there
--   not_replayed bytes not replayed there: all that it is behind
--   replay_lag seconds  as it reports it; empty when nothing was written lately
--   verdict text       caught up, or behind
--   slot text          that it uses
--   connected seconds  since it connected
-- wants: role pg_read_all_stats: positions of the receivers
-- judge:
--   not_replayed >= 100MB 1GB
--   replay_lag >= 60s 10min
-- subject: name client
-- advice: Bytes that are not sent: the network or the receiver's disk. Sent and not replayed: a query on the standby
--   that replay waits for (max_standby_streaming_delay), or one that replays slower than it is written here.
-- cost: cheap
-- scope: cluster
-- source: PostgreSQL documentation, "pg_stat_replication"
SELECT r.application_name AS name, COALESCE(host(r.client_addr), 'local') AS client, r.usename::text AS user, r.state, r.sync_state AS sync,
       pg_wal_lsn_diff(h.here, r.sent_lsn)::bigint AS not_sent, pg_wal_lsn_diff(r.sent_lsn, r.write_lsn)::bigint AS not_written,
       pg_wal_lsn_diff(h.here, r.replay_lsn)::bigint AS not_replayed, round(extract(epoch FROM r.replay_lag), 3) AS replay_lag,
       CASE WHEN r.replay_lsn IS NULL THEN NULL WHEN r.replay_lsn >= h.here THEN 'caught up' ELSE 'behind' END AS verdict,
       (SELECT s.slot_name::text FROM pg_replication_slots AS s WHERE s.active_pid = r.pid) AS slot,
       round(extract(epoch FROM clock_timestamp() - r.backend_start), 3) AS connected
  FROM pg_stat_replication AS r
 CROSS JOIN (SELECT CASE WHEN pg_is_in_recovery() THEN pg_last_wal_replay_lsn() ELSE pg_current_wal_lsn() END AS here) AS h
 ORDER BY not_replayed DESC NULLS LAST, r.application_name
