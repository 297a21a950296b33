-- Whether this database has pg_repack, which writes tables anew without locking them for long.
-- params:  none
-- columns: installed bool
-- source:  documentation of pg_repack; since 14
SELECT EXISTS (SELECT FROM pg_catalog.pg_extension AS e WHERE e.extname = 'pg_repack') AS installed
