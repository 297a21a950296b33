-- What an index needs to serve LIKE on a column.
-- params:  $1 name  schema
--          $2 name  table
--          $3 name  column; NULL for an expression
-- columns: prefix text (operator class of a btree; NULL: the default one, as the collation is C),
--          inside text (of a gin index), trigrams text (of pg_trgm: installed, available, missing)
-- source:  PostgreSQL documentation, "Operator Classes and Operator Families", "pg_trgm"; since 14
SELECT (SELECT CASE WHEN a.attname IS NULL THEN 'text_pattern_ops' -- the expression's collation is not known
                    WHEN l.collname IN ('C', 'POSIX') THEN NULL
                    WHEN l.collname = 'default' AND d.datcollate IN ('C', 'POSIX')
                         AND coalesce(pg_catalog.to_jsonb(d) ->> 'datlocprovider', 'c') = 'c' THEN NULL
                    WHEN y.typname IN ('varchar', 'bpchar') THEN y.typname || '_pattern_ops'
                    ELSE 'text_pattern_ops' END
          FROM pg_catalog.pg_database AS d
          LEFT JOIN (pg_catalog.pg_class AS c
                     JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
                     JOIN pg_catalog.pg_attribute AS a ON a.attrelid = c.oid
                     JOIN pg_catalog.pg_type AS b ON b.oid = a.atttypid
                     JOIN pg_catalog.pg_type AS y ON y.oid = coalesce(nullif(b.typbasetype, 0), b.oid)
                     JOIN pg_catalog.pg_collation AS l ON l.oid = a.attcollation)
            ON n.nspname = $1 AND c.relname = $2 AND a.attname = $3
         WHERE d.datname = pg_catalog.current_database()) AS prefix,
       coalesce((SELECT CASE WHEN pg_catalog.pg_opclass_is_visible(o.oid) THEN '' ELSE pg_catalog.quote_ident(n.nspname) || '.' END
                   FROM pg_catalog.pg_opclass AS o
                   JOIN pg_catalog.pg_namespace AS n ON n.oid = o.opcnamespace
                  WHERE o.opcname = 'gin_trgm_ops' LIMIT 1), '') || 'gin_trgm_ops' AS inside,
       CASE WHEN EXISTS (SELECT FROM pg_catalog.pg_extension WHERE extname = 'pg_trgm') THEN 'installed'
            WHEN EXISTS (SELECT FROM pg_catalog.pg_available_extensions WHERE name = 'pg_trgm') THEN 'available'
            ELSE 'missing' END AS trigrams
