-- name: xmin
-- also: xmin-holders
-- title: who keeps vacuum from removing dead rows
-- group: vacuum
-- tells: Everything that holds back the oldest snapshot, the oldest first: sessions, prepared transactions,
--   replication slots, standbys with hot_standby_feedback. Vacuum removes only what died before the first of them.
-- columns:
--   holder text        session, prepared transaction, slot, or standby
--   name text          pid, global id, or name
--   age count          transactions that began since
--   held seconds       for how long; empty when that is not known
--   catalog_only bool  it keeps only system catalogs
--   database text      where
--   detail text        state and application, plugin, owner
--   fix sql            ends it
-- wants: role pg_read_all_stats: snapshots of other roles' sessions
-- judge:
--   held >= 1h 24h
-- subject: holder name
-- advice: End what was forgotten: the session, the prepared transaction, the slot that nobody reads. VACUUM
--   cannot help as long as it is there.
-- cost: cheap
-- scope: cluster
-- source: PostgreSQL documentation, "Routine Vacuuming"
SELECT h.holder, h.name, h.age, round(h.held, 3) AS held, h.catalog_only, h.database, h.detail, h.fix
  FROM (SELECT 'session' AS holder, a.pid::text AS name, greatest(age(a.backend_xmin), age(a.backend_xid)) AS age,
               extract(epoch FROM clock_timestamp() - a.xact_start) AS held, false AS catalog_only,
               a.datname::text AS database, concat_ws(', ', a.state, NULLIF(a.application_name, '')) AS detail,
               format('SELECT pg_terminate_backend(%1$s); -- howdah terminate %1$s', a.pid) AS fix
          FROM pg_stat_activity AS a
         WHERE (a.backend_xmin IS NOT NULL OR a.backend_xid IS NOT NULL) AND a.backend_type = 'client backend'
           AND a.pid <> pg_backend_pid()
        UNION ALL
        SELECT 'prepared transaction', p.gid, age(p.transaction), extract(epoch FROM clock_timestamp() - p.prepared), false,
               p.database::text, 'of ' || p.owner, format('ROLLBACK PREPARED %L;', p.gid)
          FROM pg_prepared_xacts AS p
        UNION ALL
        SELECT 'slot', s.slot_name::text, greatest(age(s.xmin), age(s.catalog_xmin)), NULL, s.xmin IS NULL,
               s.database::text, concat_ws(', ', s.plugin, CASE WHEN s.active THEN 'active' ELSE 'not active' END),
               CASE WHEN NOT s.active THEN format('SELECT pg_drop_replication_slot(%L);', s.slot_name) END
          FROM pg_replication_slots AS s
         WHERE s.xmin IS NOT NULL OR s.catalog_xmin IS NOT NULL
        UNION ALL
        SELECT 'standby', COALESCE(NULLIF(r.application_name, ''), r.pid::text), age(r.backend_xmin), NULL, false, NULL,
               'hot_standby_feedback of ' || COALESCE(host(r.client_addr), 'local'), NULL
          FROM pg_stat_replication AS r
         WHERE r.backend_xmin IS NOT NULL) AS h
 ORDER BY h.age DESC, h.holder, h.name
