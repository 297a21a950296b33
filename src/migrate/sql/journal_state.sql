-- What the runner has to know of the journal before it starts.
-- params:  none
-- columns: exists bool (both tables are there), may_create bool (the role may create the schema),
--          format int (that the schema's comment tells; null without one)
-- source:  PostgreSQL documentation, "System Information Functions"; since 10
SELECT pg_catalog.to_regclass('howdah.run') IS NOT NULL
       AND pg_catalog.to_regclass('howdah.step') IS NOT NULL AS exists,
       pg_catalog.has_database_privilege(pg_catalog.current_database(), 'CREATE')
       OR pg_catalog.to_regnamespace('howdah') IS NOT NULL AS may_create,
       pg_catalog.substring(pg_catalog.obj_description(pg_catalog.to_regnamespace('howdah'), 'pg_namespace'),
                            '^Journal of howdah, format ([0-9]{1,9}):')::int AS format;
