-- Names a scratch database, takes the lock that says that its maker lives, and gives the statement
-- that makes it, with the encoding and locale of this database.
-- params:  $1 text  what makes the name unlike all others
-- columns: name text, statement text
-- source:  PostgreSQL documentation, "CREATE DATABASE"; since 9.3
SELECT n.name,
       pg_catalog.format('CREATE DATABASE %I TEMPLATE template0 ENCODING %L LC_COLLATE %L LC_CTYPE %L',
                         n.name, pg_catalog.pg_encoding_to_char(d.encoding), d.datcollate,
                         d.datctype) AS statement
  FROM pg_catalog.pg_database AS d,
       LATERAL (SELECT 'howdah_scratch_' || d.oid || '_' || $1::text AS name) AS n,
       LATERAL pg_catalog.pg_advisory_lock(1751405379, pg_catalog.hashtext(n.name))
 WHERE d.datname = pg_catalog.current_database()
