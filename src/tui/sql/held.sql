-- The locks that a session holds, the strongest first; weak ones on system catalogs left out.
-- params:  $1 int  pid
-- columns: held text
-- source:  PostgreSQL documentation, "pg_locks"; since 14
SELECT pg_catalog.string_agg(h.held, ', ' ORDER BY h.strength DESC, h.held) AS held
  FROM (SELECT DISTINCT l.mode || ' ' ||
               CASE l.locktype
                    WHEN 'relation' THEN COALESCE(n.nspname || '.' || c.relname, 'relation ' || l.relation)
                    WHEN 'transactionid' THEN 'transaction ' || l.transactionid
                    WHEN 'advisory' THEN 'advisory ' || COALESCE(l.classid::text || ',', '') || l.objid
                    ELSE l.locktype END AS held,
               pg_catalog.array_position(ARRAY['AccessShareLock', 'RowShareLock', 'RowExclusiveLock',
                   'ShareUpdateExclusiveLock', 'ShareLock', 'ShareRowExclusiveLock', 'ExclusiveLock',
                   'AccessExclusiveLock'], l.mode) AS strength
          FROM pg_catalog.pg_locks AS l
          LEFT JOIN pg_catalog.pg_database AS d ON d.oid = l.database AND d.datname = pg_catalog.current_database()
          LEFT JOIN pg_catalog.pg_class AS c ON c.oid = l.relation AND d.oid IS NOT NULL
          LEFT JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
         WHERE l.pid = $1::int AND l.granted AND l.locktype <> 'virtualxid'
           AND NOT (n.nspname = 'pg_catalog' AND l.mode = 'AccessShareLock')
         LIMIT 50) AS h
