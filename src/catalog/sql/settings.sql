-- Settings of the reading transaction: names are written with their schema, and what the server
-- writes of constants does not depend on the session.
-- params:  none
-- columns: one text for each setting
-- source:  PostgreSQL documentation, "Client Connection Defaults"; since 9
SELECT pg_catalog.set_config('search_path', '', true),
       pg_catalog.set_config('quote_all_identifiers', 'off', true),
       pg_catalog.set_config('datestyle', 'ISO, MDY', true),
       pg_catalog.set_config('intervalstyle', 'postgres', true),
       pg_catalog.set_config('timezone', 'UTC', true),
       pg_catalog.set_config('extra_float_digits', '1', true),
       pg_catalog.set_config('bytea_output', 'hex', true),
       pg_catalog.set_config('statement_timeout', '0', true),
       pg_catalog.set_config('lock_timeout', '0', true),
       pg_catalog.set_config('row_security', 'off', true);
