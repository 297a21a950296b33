-- Indexes that a REINDEX CONCURRENTLY has left behind: not valid, named ..._ccnew or ..._ccold, and nobody is
-- building them; those of TOAST tables, too.
-- params:  $1 text[]  tables as written in SQL; NULL: all of the database
-- columns: name text (quoted, qualified), size bigint (bytes), allowed bool (this role may drop it)
-- source:  PostgreSQL documentation, "REINDEX", Rebuilding Indexes Concurrently; since 14
SELECT pg_catalog.format('%I.%I', n.nspname, c.relname) AS name,
       c.relpages::bigint * pg_catalog.current_setting('block_size')::bigint AS size,
       pg_catalog.pg_has_role(c.relowner, 'USAGE') AND pg_catalog.has_schema_privilege(n.oid, 'USAGE') AS allowed
  FROM pg_catalog.pg_index AS x
  JOIN pg_catalog.pg_class AS c ON c.oid = x.indexrelid
  JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
 WHERE NOT x.indisvalid AND c.relkind = 'i' AND c.relname ~ '_cc(new|old)[0-9]*$'
   AND n.nspname !~ '^pg_toast_temp_'
   AND ($1::text[] IS NULL
        OR EXISTS (SELECT FROM pg_catalog.unnest($1::text[]) AS u (name)
                     JOIN pg_catalog.pg_class AS t ON t.oid = pg_catalog.to_regclass(u.name)
                    WHERE x.indrelid IN (t.oid, t.reltoastrelid)))
   AND NOT EXISTS (SELECT FROM pg_catalog.pg_stat_progress_create_index AS p
                    WHERE p.datname = pg_catalog.current_database() AND (p.index_relid = x.indexrelid OR p.relid = x.indrelid))
 ORDER BY 1
