-- name: slots
-- title: replication slots, and the WAL that they keep back
-- group: replication
-- tells: Each slot, whether somebody reads it, and how much WAL the server keeps for it. A slot that nobody reads fills
--   the disk, and a logical one keeps vacuum from removing rows of catalogs.
-- omits: For how long it has been inactive, before version 17.
-- columns:
--   name text         the slot
--   kind text         physical or logical
--   plugin text       of a logical one
--   database text     of a logical one
--   active bool       somebody reads it
--   retained bytes    of WAL
--   wal_status text   reserved, extended, unreserved, lost
--   safe bytes        that can be written before it is lost; empty without max_slot_wal_keep_size
--   xmin_age count    transactions since the oldest that it keeps rows for
--   catalog_xmin_age count  the same for catalogs
--   temporary bool    it ends with its session
--   inactive seconds  nobody has read it for so long (17 and later)
--   reason text       why it was invalidated (17 and later)
--   fix sql           drops one that is not active
-- judge:
--   wal_status = unreserved lost
--   active = f f and retained >= 1GB 10GB
--   active = f - and inactive >= 30min -
-- subject: name
-- advice: Bring the reader back, or drop the slot: it must be made anew, and its reader too. max_slot_wal_keep_size
--   bounds what slots may keep.
-- cost: cheap
-- scope: cluster
-- source: PostgreSQL documentation, "pg_replication_slots"
SELECT s.slot_name::text AS name, s.slot_type AS kind, s.plugin::text AS plugin, s.database::text AS database, s.active,
       pg_wal_lsn_diff(CASE WHEN pg_is_in_recovery() THEN pg_last_wal_replay_lsn() ELSE pg_current_wal_lsn() END,
                       s.restart_lsn)::bigint AS retained,
       s.wal_status, s.safe_wal_size AS safe, age(s.xmin) AS xmin_age, age(s.catalog_xmin) AS catalog_xmin_age, s.temporary,
       NULL::numeric AS inactive, NULL::text AS reason,
       CASE WHEN NOT s.active THEN format('SELECT pg_drop_replication_slot(%L);', s.slot_name) END AS fix
  FROM pg_replication_slots AS s
 ORDER BY retained DESC NULLS LAST, s.slot_name
