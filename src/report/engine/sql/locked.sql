-- Tables and views of this database that somebody else holds or wants an AccessExclusiveLock on.
-- params:  $1 text  regular expression for schema.name of them or of one of their indexes; NULL: any of user schemas
-- columns: names text (joined by commas), NULL when there are none
-- source:  PostgreSQL documentation, "pg_locks"; the names come from the catalog's cache, which
--          takes no lock on the relation
SELECT pg_catalog.string_agg(DISTINCT n.nspname || '.' || c.relname, ', ') AS names
  FROM pg_catalog.pg_locks AS l
  JOIN pg_catalog.pg_class AS c ON c.oid = l.relation
  JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
 WHERE l.locktype = 'relation' AND l.mode = 'AccessExclusiveLock' AND c.relkind NOT IN ('i', 'I', 't')
   AND l.pid IS DISTINCT FROM pg_catalog.pg_backend_pid()
   AND l.database = (SELECT d.oid FROM pg_catalog.pg_database AS d WHERE d.datname = pg_catalog.current_database())
   AND CASE WHEN $1::text IS NULL THEN n.nspname NOT IN ('pg_catalog', 'information_schema') AND n.nspname !~ '^pg_'
            ELSE n.nspname || '.' || c.relname ~ $1::text
                 OR EXISTS (SELECT FROM pg_catalog.pg_index AS i
                              JOIN pg_catalog.pg_class AS x ON x.oid = i.indexrelid
                             WHERE i.indrelid = c.oid AND n.nspname || '.' || x.relname ~ $1::text) END
