-- since: server 17
SELECT s.slot_name::text AS name, s.slot_type AS kind, s.plugin::text AS plugin, s.database::text AS database, s.active,
       pg_wal_lsn_diff(CASE WHEN pg_is_in_recovery() THEN pg_last_wal_replay_lsn() ELSE pg_current_wal_lsn() END,
                       s.restart_lsn)::bigint AS retained,
       s.wal_status, s.safe_wal_size AS safe, age(s.xmin) AS xmin_age, age(s.catalog_xmin) AS catalog_xmin_age, s.temporary,
       round(extract(epoch FROM clock_timestamp() - s.inactive_since), 3) AS inactive, s.invalidation_reason AS reason,
       CASE WHEN NOT s.active THEN format('SELECT pg_drop_replication_slot(%L);', s.slot_name) END AS fix
  FROM pg_replication_slots AS s
 ORDER BY retained DESC NULLS LAST, s.slot_name
