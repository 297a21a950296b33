-- What the runner has to know of the journal before it starts.
-- params:  none
-- columns: exists bool (both tables are there), may_create bool (the role may create the schema)
-- source:  PostgreSQL documentation, "System Information Functions"; since 10
SELECT pg_catalog.to_regclass('howdah.run') IS NOT NULL
       AND pg_catalog.to_regclass('howdah.step') IS NOT NULL AS exists,
       pg_catalog.has_database_privilege(pg_catalog.current_database(), 'CREATE')
       OR pg_catalog.to_regnamespace('howdah') IS NOT NULL AS may_create;
