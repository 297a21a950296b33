-- Relations of this database that somebody holds or wants an AccessExclusiveLock on.
-- params:  none
-- columns: names text (joined by commas), NULL when there are none
-- source:  PostgreSQL documentation, "pg_locks"; the names come from the catalog's cache, which
--          takes no lock on the relation
SELECT pg_catalog.string_agg(DISTINCT n.nspname || '.' || c.relname, ', ') AS names
  FROM pg_catalog.pg_locks AS l
  JOIN pg_catalog.pg_class AS c ON c.oid = l.relation
  JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
 WHERE l.locktype = 'relation' AND l.mode = 'AccessExclusiveLock' AND c.relkind <> 'i'
   AND l.database = (SELECT d.oid FROM pg_catalog.pg_database AS d WHERE d.datname = pg_catalog.current_database())
