-- How many connection slots are taken and which part of them is reserved. Other roles' kinds may be
-- hidden: who has a role and a database then counts as a client.
-- params:  none
-- columns: used int (this session included), total int, reserved int
-- source:  PostgreSQL documentation, "Connection Settings"; since 14
SELECT (SELECT count(*) FROM pg_catalog.pg_stat_activity AS a
         WHERE a.backend_type = 'client backend'
            OR (a.backend_type IS NULL AND a.usesysid IS NOT NULL AND a.datid IS NOT NULL)) AS used,
       pg_catalog.current_setting('max_connections')::int AS total,
       pg_catalog.current_setting('superuser_reserved_connections')::int
       + coalesce(pg_catalog.current_setting('reserved_connections', true), '0')::int AS reserved
