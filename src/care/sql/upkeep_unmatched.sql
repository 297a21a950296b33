-- Names that nothing has: each position of a pattern or schema for which there is no relation.
-- params:  $1 text[]  regular expressions for schema.name
--          $2 text[]  schemas
--          $3 text[]  kinds of relations (pg_class.relkind) that count
-- columns: kind text (pattern, schema), place int (from 1)
-- source:  PostgreSQL documentation, "pg_class"; since 14
SELECT 'pattern' AS kind, u.place::int AS place
  FROM pg_catalog.unnest($1::text[]) WITH ORDINALITY AS u (pattern, place)
 WHERE NOT EXISTS (SELECT FROM pg_catalog.pg_class AS c
                     JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
                    WHERE c.relkind::text = ANY ($3::text[]) AND c.relpersistence <> 't'
                      AND (n.nspname !~ '^pg_(toast|temp_)' OR (n.nspname = 'pg_toast' AND u.pattern ~ 'pg_toast'))
                      AND n.nspname || '.' || c.relname ~ u.pattern)
UNION ALL
SELECT 'schema', u.place::int
  FROM pg_catalog.unnest($2::text[]) WITH ORDINALITY AS u (name, place)
 WHERE NOT EXISTS (SELECT FROM pg_catalog.pg_namespace AS n WHERE n.nspname = u.name)
 ORDER BY 1, 2
