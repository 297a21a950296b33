-- Writes the sizes of now: of the database (both names empty) and of each table and materialized view.
-- Those that somebody locks, or that a change of the schema waits for, would keep us: they are left out.
-- What is older than 400 days goes.
-- params:  none
-- columns: tables bigint, bytes bigint (of the database), left_out bigint, samples bigint (times)
-- source:  docs/journal.md
WITH gone AS (
    DELETE FROM howdah.size_sample AS s WHERE s.taken_at < pg_catalog.now() - interval '400 days'
), locked AS (
    SELECT DISTINCT l.relation
      FROM pg_catalog.pg_locks AS l
     WHERE l.locktype = 'relation' AND l.mode = 'AccessExclusiveLock'
       AND l.database = (SELECT d.oid FROM pg_catalog.pg_database AS d WHERE d.datname = pg_catalog.current_database())
), found AS (
    SELECT c.oid, n.nspname, c.relname,
           c.oid IN (SELECT l.relation FROM locked AS l) OR c.reltoastrelid IN (SELECT l.relation FROM locked AS l)
           OR EXISTS (SELECT FROM pg_catalog.pg_index AS x JOIN locked AS l ON l.relation = x.indexrelid
                       WHERE x.indrelid = c.oid) AS is_locked
      FROM pg_catalog.pg_class AS c
      JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
     WHERE c.relkind IN ('r', 'm') AND c.relpersistence <> 't'
       AND n.nspname NOT IN ('pg_catalog', 'information_schema', 'howdah') AND n.nspname !~ '^pg_'
), written AS (
    INSERT INTO howdah.size_sample (taken_at, schema_name, table_name, table_bytes, index_bytes)
    SELECT pg_catalog.now(), f.nspname, f.relname, pg_catalog.pg_table_size(f.oid), pg_catalog.pg_indexes_size(f.oid)
      FROM found AS f
     WHERE NOT f.is_locked
    UNION ALL
    SELECT pg_catalog.now(), '', '', pg_catalog.pg_database_size(pg_catalog.current_database()), NULL
    RETURNING schema_name, table_bytes
)
SELECT pg_catalog.count(*) FILTER (WHERE w.schema_name <> '') AS tables,
       pg_catalog.max(w.table_bytes) FILTER (WHERE w.schema_name = '') AS bytes,
       (SELECT pg_catalog.count(*) FROM found AS f WHERE f.is_locked) AS left_out,
       (SELECT pg_catalog.count(DISTINCT s.taken_at) + 1 FROM howdah.size_sample AS s
         WHERE s.taken_at >= pg_catalog.now() - interval '400 days') AS samples
  FROM written AS w
