-- Scratch databases whose process is gone: the advisory lock of each is free (and is taken here,
-- so that two who look at once do not both drop it). Locks of one database are not seen from
-- another, so only those made from this database can be told; its oid is part of their names.
-- params:  none
-- columns: name text
-- source:  PostgreSQL documentation, "Advisory Lock Functions"; since 9.1
SELECT d.datname::text AS name
  FROM pg_catalog.pg_database AS d
  JOIN pg_catalog.pg_database AS ours ON ours.datname = pg_catalog.current_database()
 WHERE pg_catalog.starts_with(d.datname::text, 'howdah_scratch_' || ours.oid || '_')
   AND pg_catalog.pg_try_advisory_lock(1751405379, pg_catalog.hashtext(d.datname::text))
