-- Sessions that hold, or wait for, a lock on tables of this database that a dump cannot pass.
-- params:  none
-- columns: pid int, who text, what text (table), seconds bigint, query text
-- source:  PostgreSQL documentation, "Explicit Locking"; since 9.6
SELECT DISTINCT ON (l.pid) l.pid, COALESCE(a.usename::text, '?') AS who, l.relation::pg_catalog.regclass::text AS what,
       pg_catalog.date_part('epoch', pg_catalog.clock_timestamp() - a.xact_start)::bigint AS seconds,
       pg_catalog.left(a.query, 200) AS query
  FROM pg_catalog.pg_locks AS l
  JOIN pg_catalog.pg_class AS c ON c.oid = l.relation AND c.relkind IN ('r', 'p', 'v', 'm', 'S')
  LEFT JOIN pg_catalog.pg_stat_activity AS a ON a.pid = l.pid
 WHERE l.locktype = 'relation' AND l.mode = 'AccessExclusiveLock' AND l.pid <> pg_catalog.pg_backend_pid()
   AND c.relnamespace NOT IN ('pg_catalog'::pg_catalog.regnamespace, 'pg_toast'::pg_catalog.regnamespace)
   AND l.database = (SELECT d.oid FROM pg_catalog.pg_database AS d
                      WHERE d.datname = pg_catalog.current_database())
 ORDER BY l.pid, l.relation
