-- What a backup notes about the database that it is of.
-- params:  none
-- columns: name text, oid bigint, bytes bigint, system_identifier text, role text, lsn text, encoding text,
--          collate text, ctype text, provider text, locale text, now bigint (s)
-- source:  PostgreSQL documentation, "pg_database"; since 14
SELECT d.datname::text AS name, d.oid::bigint AS oid, pg_catalog.pg_database_size(d.oid) AS bytes,
       (SELECT c.system_identifier::text FROM pg_catalog.pg_control_system() AS c) AS system_identifier,
       current_user::text AS role,
       (CASE WHEN pg_catalog.pg_is_in_recovery() THEN pg_catalog.pg_last_wal_replay_lsn()
             ELSE pg_catalog.pg_current_wal_lsn() END)::text AS lsn,
       pg_catalog.pg_encoding_to_char(d.encoding)::text AS encoding, d.datcollate::text AS collate,
       d.datctype::text AS ctype,
       COALESCE(pg_catalog.to_jsonb(d) ->> 'datlocprovider', 'c') AS provider,
       COALESCE(pg_catalog.to_jsonb(d) ->> 'datlocale', pg_catalog.to_jsonb(d) ->> 'daticulocale') AS locale,
       pg_catalog.date_part('epoch', pg_catalog.now())::bigint AS now
  FROM pg_catalog.pg_database AS d
 WHERE d.datname = pg_catalog.current_database()
