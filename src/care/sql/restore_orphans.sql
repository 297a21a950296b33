-- Databases of restores whose process is gone: the advisory lock of each is free (and is taken here).
-- Locks of one database are not seen from another, so only those made from this one can be told;
-- its oid is part of their names.
-- params:  none
-- columns: name text
-- source:  PostgreSQL documentation, "Advisory Lock Functions"; since 9.1
SELECT d.datname::text AS name
  FROM pg_catalog.pg_database AS d
  JOIN pg_catalog.pg_database AS ours ON ours.datname = pg_catalog.current_database()
 WHERE pg_catalog.starts_with(d.datname::text, 'howdah_restoring_' || ours.oid || '_')
   AND pg_catalog.pg_try_advisory_lock(1751405380, pg_catalog.hashtext(d.datname::text))
