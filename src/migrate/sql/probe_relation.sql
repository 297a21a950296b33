-- Whether a relation is there.
-- params:  $1 text or NULL  schema; $2 text  name
-- columns: exists bool
-- source:  PostgreSQL documentation, "pg_class"; since 10
SELECT EXISTS (SELECT FROM pg_catalog.pg_class AS c
                 JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
                WHERE c.relname = $2
                  AND CASE WHEN $1::text IS NULL THEN pg_catalog.pg_table_is_visible(c.oid)
                           ELSE n.nspname = $1 END) AS exists;
