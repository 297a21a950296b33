-- What tables take on disk; of one that somebody locks, or waits to lock, by pg_class.relpages.
-- params:  $1 oid[]  tables
-- columns: oid oid, heap bigint, toast bigint, indexes bigint (bytes), place text (folder of the tablespace; empty
--          for the database's own; NULL when it is not the server's data folder)
-- source:  PostgreSQL documentation, "Database Object Size Functions"; since 14
WITH locked AS MATERIALIZED (
    SELECT DISTINCT l.relation
      FROM pg_catalog.pg_locks AS l
     WHERE l.locktype = 'relation' AND l.mode = 'AccessExclusiveLock' AND l.pid IS DISTINCT FROM pg_catalog.pg_backend_pid()
), tables AS (
    SELECT c.oid, c.reltoastrelid, c.relpages::bigint AS pages, c.reltablespace,
           EXISTS (SELECT FROM locked AS l
                    WHERE l.relation IN (c.oid, c.reltoastrelid)
                       OR l.relation IN (SELECT x.indexrelid FROM pg_catalog.pg_index AS x WHERE x.indrelid = c.oid)) AS locked
      FROM pg_catalog.pg_class AS c
     WHERE c.oid = ANY ($1::oid[])
), block AS (SELECT pg_catalog.current_setting('block_size')::bigint AS size)
SELECT t.oid,
       CASE WHEN t.locked THEN t.pages * b.size
            ELSE pg_catalog.pg_table_size(t.oid)
                 - COALESCE(pg_catalog.pg_total_relation_size(NULLIF(t.reltoastrelid, 0)), 0) END AS heap,
       CASE WHEN t.reltoastrelid = 0 THEN 0
            WHEN t.locked THEN (SELECT o.relpages::bigint * b.size FROM pg_catalog.pg_class AS o WHERE o.oid = t.reltoastrelid)
            ELSE pg_catalog.pg_total_relation_size(t.reltoastrelid) END AS toast,
       CASE WHEN t.locked THEN COALESCE((SELECT pg_catalog.sum(k.relpages::bigint) * b.size
                                           FROM pg_catalog.pg_index AS x
                                           JOIN pg_catalog.pg_class AS k ON k.oid = x.indexrelid
                                          WHERE x.indrelid = t.oid), 0)::bigint
            ELSE pg_catalog.pg_indexes_size(t.oid) END AS indexes,
       CASE WHEN t.reltablespace <> 0 THEN NULLIF(pg_catalog.pg_tablespace_location(t.reltablespace), '')
            WHEN d.dattablespace = 1663 THEN '' ELSE pg_catalog.pg_tablespace_location(d.dattablespace) END AS place
  FROM tables AS t
 CROSS JOIN block AS b
  JOIN pg_catalog.pg_database AS d ON d.datname = pg_catalog.current_database()
