-- Indexes that a CREATE INDEX CONCURRENTLY may have left, with the state they are in.
-- params:  $1 text or NULL  table as written in SQL; $2 text or NULL  name of the index
--          (NULL: any index of the table that is not valid); $3 text or NULL  schema of the index
-- columns: name text (quoted, qualified), valid bool, being_built bool, is_unique bool, is_constraint bool,
--          on_table bool (of the table asked for)
-- source:  PostgreSQL documentation, "pg_index", "pg_stat_progress_create_index"; since 12
SELECT pg_catalog.format('%I.%I', n.nspname, c.relname) AS name,
       x.indisvalid AND x.indisready AND x.indislive AS valid,
       EXISTS (SELECT FROM pg_catalog.pg_stat_progress_create_index AS p
                WHERE p.index_relid = x.indexrelid
                  AND p.datname = pg_catalog.current_database()) AS being_built,
       x.indisunique AS is_unique,
       EXISTS (SELECT FROM pg_catalog.pg_constraint AS k WHERE k.conindid = x.indexrelid) AS is_constraint,
       $1::text IS NULL OR x.indrelid = pg_catalog.to_regclass($1) AS on_table
  FROM pg_catalog.pg_index AS x
  JOIN pg_catalog.pg_class AS c ON c.oid = x.indexrelid
  JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
 WHERE CASE WHEN $2::text IS NOT NULL
            THEN c.relname = $2
                 AND CASE WHEN $3::text IS NOT NULL THEN n.nspname = $3
                          WHEN $1::text IS NOT NULL
                          THEN c.relnamespace = (SELECT t.relnamespace FROM pg_catalog.pg_class AS t
                                                  WHERE t.oid = pg_catalog.to_regclass($1))
                          ELSE pg_catalog.pg_table_is_visible(c.oid) END
            ELSE x.indrelid = pg_catalog.to_regclass($1)
                 AND NOT x.indisvalid AND c.relname !~ '_cc(new|old)\d*$' END
 ORDER BY 1;
