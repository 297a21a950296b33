-- name: schemas
-- title: schemas, with owner, number of tables and grants
-- group: objects
-- tells: What psql's \dn+ lists, with how much is in each schema.
-- params:
--   pattern: names; without it system schemas are left out
-- columns:
--   name text        the schema
--   owner text       who owns it
--   tables count     tables and partitioned tables in it
--   views count      views and materialized views
--   functions count  functions and procedures
--   grants text      who may do what; empty: the owner only
--   comment text     its comment
-- cost: cheap
-- source: PostgreSQL documentation, "pg_namespace"
SELECT n.nspname::text AS name, pg_get_userbyid(n.nspowner)::text AS owner,
       (SELECT count(*) FROM pg_class AS c WHERE c.relnamespace = n.oid AND c.relkind IN ('r', 'p')) AS tables,
       (SELECT count(*) FROM pg_class AS c WHERE c.relnamespace = n.oid AND c.relkind IN ('v', 'm')) AS views,
       (SELECT count(*) FROM pg_proc AS p WHERE p.pronamespace = n.oid) AS functions,
       array_to_string(n.nspacl, ' ') AS grants, obj_description(n.oid, 'pg_namespace') AS comment
  FROM pg_namespace AS n
 WHERE CASE WHEN $1::text IS NULL THEN n.nspname <> 'information_schema' AND n.nspname !~ '^pg_' ELSE n.nspname ~ $1::text END
 ORDER BY n.nspname
