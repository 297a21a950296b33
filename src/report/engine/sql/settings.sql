-- What a report's transaction is set to; all of it ends with the transaction.
-- params:  none
-- columns: one for each setting
-- source:  PostgreSQL documentation, "Client Connection Defaults"; pg_temp is named so that it
--          comes last: unnamed, it is searched first
SELECT pg_catalog.set_config('lock_timeout', '50ms', true),
       pg_catalog.set_config('statement_timeout', '5s', true),
       pg_catalog.set_config('search_path', 'pg_catalog, pg_temp', true),
       pg_catalog.set_config('jit', 'off', true),
       pg_catalog.set_config('datestyle', 'ISO, YMD', true),
       pg_catalog.set_config('intervalstyle', 'postgres', true),
       pg_catalog.set_config('extra_float_digits', '1', true)
