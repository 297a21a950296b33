-- name: constraints
-- title: constraints of tables: primary, unique and foreign keys, checks, exclusions
-- group: objects
-- tells: Every constraint with its definition and whether all rows are known to fulfil it.
-- omits: NOT NULL ("howdah show describe"). Definitions of a table that somebody locks.
-- params:
--   pattern: names of tables
-- columns:
--   schema text      the schema
--   table_name text  the table
--   name text        the constraint
--   kind text        primary key, unique, foreign key, check, exclusion
--   definition sql   as in CREATE TABLE
--   validated bool   rows that were there before are checked too
--   fix sql          validates it
-- judge:
--   validated = f -
-- subject: schema table_name name
-- advice: A constraint that is not validated holds for new rows only, and the planner does not rely on it.
--   VALIDATE CONSTRAINT reads the table, but lets others read and write meanwhile.
-- cost: cheap
-- locked: gone around
-- source: PostgreSQL documentation, "pg_constraint"
SELECT n.nspname::text AS schema, c.relname::text AS table_name, o.conname::text AS name,
       CASE o.contype WHEN 'p' THEN 'primary key' WHEN 'u' THEN 'unique' WHEN 'f' THEN 'foreign key'
                      WHEN 'c' THEN 'check' WHEN 'x' THEN 'exclusion' ELSE 'trigger' END AS kind,
       CASE WHEN NOT EXISTS (SELECT FROM pg_locks AS l WHERE l.locktype = 'relation' AND l.mode = 'AccessExclusiveLock'
                     AND l.relation = c.oid AND l.pid IS DISTINCT FROM pg_backend_pid()) THEN pg_get_constraintdef(o.oid) END AS definition,
       o.convalidated AS validated,
       CASE WHEN NOT o.convalidated
            THEN format('ALTER TABLE %I.%I VALIDATE CONSTRAINT %I;', n.nspname, c.relname, o.conname) END AS fix
  FROM pg_constraint AS o
  JOIN pg_class AS c ON c.oid = o.conrelid
  JOIN pg_namespace AS n ON n.oid = c.relnamespace
 WHERE o.contype <> 'n'
   AND CASE WHEN $1::text IS NULL THEN n.nspname NOT IN ('pg_catalog', 'information_schema') AND n.nspname !~ '^pg_(toast|temp_)'
            ELSE n.nspname || '.' || c.relname ~ $1::text END
 ORDER BY n.nspname, c.relname, o.contype <> 'p', o.conname
