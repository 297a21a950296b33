-- What the runner has to know of the journal before it starts. Asked by every run, so of as few catalogs as
-- can be: a new session reads each of them for the first time.
-- params:  none
-- columns: exists bool (both tables are there), description text (the schema's comment, which tells the
--          format; null without one)
-- source:  PostgreSQL documentation, "System Information Functions", "pg_description"; since 10
SELECT pg_catalog.to_regclass('howdah.run') IS NOT NULL
       AND pg_catalog.to_regclass('howdah.step') IS NOT NULL AS exists,
       (SELECT d.description
          FROM pg_catalog.pg_description AS d
         WHERE d.objoid = pg_catalog.to_regnamespace('howdah')
           AND d.classoid = 'pg_catalog.pg_namespace'::pg_catalog.regclass
           AND d.objsubid = 0) AS description;
