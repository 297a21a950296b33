-- Where the version table is: the one asked for first, then others of the same name.
-- params:  $1 name  table; $2 name or NULL  schema (NULL: found by search_path)
-- columns: schema text, wanted bool (it is the one asked for), width int (of version_num; NULL: no limit),
--          current_schema text (where CREATE TABLE would put it)
-- source:  PostgreSQL documentation, "pg_class"; since 10
SELECT n.nspname AS schema,
       CASE WHEN $2::text IS NULL
            THEN pg_catalog.pg_table_is_visible(c.oid)
            ELSE n.nspname = $2::text END AS wanted,
       (SELECT nullif(a.atttypmod, -1) - 4
          FROM pg_catalog.pg_attribute AS a
         WHERE a.attrelid = c.oid AND a.attname = 'version_num' AND a.atttypid = 'pg_catalog.varchar'::pg_catalog.regtype
       ) AS width,
       pg_catalog.current_schema() AS current_schema
  FROM (SELECT 1) AS always
  LEFT JOIN (pg_catalog.pg_class AS c
             JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace)
    ON c.relname = $1::text AND c.relkind IN ('r', 'p')
 ORDER BY wanted DESC NULLS LAST, n.nspname COLLATE "C";
