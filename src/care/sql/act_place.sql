-- Whether this database has a journal to write to, and whether sessions have been acted on before.
-- params:  none
-- columns: has_journal bool, has_table bool
-- source:  docs/journal.md
SELECT pg_catalog.to_regnamespace('howdah') IS NOT NULL AND NOT pg_catalog.pg_is_in_recovery() AS has_journal,
       pg_catalog.to_regclass('howdah.act') IS NOT NULL AS has_table
