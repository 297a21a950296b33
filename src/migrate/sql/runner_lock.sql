-- Tries to take the runner lock; tells who has it when that fails.
-- params:  $1 int  class; $2 int  key
-- columns: got bool, pid int, usename text, client text, application_name text, held_ms bigint
-- source:  PostgreSQL documentation, "Advisory Locks", "pg_locks"; since 10
WITH try AS MATERIALIZED (SELECT pg_catalog.pg_try_advisory_lock($1::int, $2::int) AS got)
SELECT try.got, a.pid, a.usename, coalesce(pg_catalog.host(a.client_addr), 'local') AS client,
       a.application_name,
       (extract(epoch FROM pg_catalog.clock_timestamp() - a.backend_start) * 1000)::bigint AS held_ms
  FROM try
  LEFT JOIN (pg_catalog.pg_locks AS l
             JOIN pg_catalog.pg_stat_activity AS a ON a.pid = l.pid)
    ON NOT try.got AND l.locktype = 'advisory' AND l.granted AND l.objsubid = 2
   AND l.classid = $1::int::oid AND l.objid::bigint = ($2::int::bigint & 4294967295)
   AND l.database = (SELECT d.oid FROM pg_catalog.pg_database AS d
                      WHERE d.datname = pg_catalog.current_database())
 LIMIT 1;
