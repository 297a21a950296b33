-- Tables that are there although no revision is recorded; members of extensions do not count.
-- params:  $1 text or NULL  schema of the version table; $2 text  its name
-- columns: tables bigint, names text (the first three)
-- source:  PostgreSQL documentation, "pg_class", "pg_depend"; since 10
SELECT count(*) AS tables,
       pg_catalog.string_agg(pg_catalog.quote_ident(t.relname), ', ' ORDER BY t.relname)
           FILTER (WHERE t.place <= 3) AS names
  FROM (SELECT c.relname, row_number() OVER (ORDER BY c.relname) AS place
          FROM pg_catalog.pg_class AS c
         WHERE c.relkind IN ('r', 'p')
           AND c.relnamespace = coalesce(pg_catalog.to_regnamespace(pg_catalog.quote_ident($1)),
                                         pg_catalog.to_regnamespace(pg_catalog.quote_ident(pg_catalog.current_schema()::text)))
           AND c.relname <> $2
           AND NOT EXISTS (SELECT FROM pg_catalog.pg_depend AS d
                            WHERE d.objid = c.oid AND d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass
                              AND d.deptype = 'e')) AS t;
