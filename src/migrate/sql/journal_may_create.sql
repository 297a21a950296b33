-- Whether the role may make the journal.
-- params:  none
-- columns: may bool
-- source:  PostgreSQL documentation, "System Information Functions"; since 10
SELECT pg_catalog.has_database_privilege(pg_catalog.current_database(), 'CREATE')
       OR pg_catalog.to_regnamespace('howdah') IS NOT NULL AS may;
