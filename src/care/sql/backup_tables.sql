-- What a dump of the whole database, of some schemas, or of what matches a pattern is made of: tables
-- with rows of their own (partitions, not the partitioned); with a pattern all that pg_dump has to be
-- told by name. Without a schema in the pattern, what it names must be visible.
-- params:  $1 text  regex of schemas, or NULL; $2 text  regex of names, or NULL for no pattern;
--          $3 text[]  without a pattern: regexes of schemas, none for all
-- columns: oid bigint, schema text, name text, bytes bigint, has_rows bool
-- source:  PostgreSQL documentation, "pg_class", "pg_dump"; since 14
WITH named AS (
    SELECT c.oid
      FROM pg_catalog.pg_class AS c
      JOIN pg_catalog.pg_namespace AS s ON s.oid = c.relnamespace
     WHERE c.relname ~ $2::text
       AND CASE WHEN $1::text IS NULL THEN pg_catalog.pg_table_is_visible(c.oid) ELSE s.nspname ~ $1::text END
), wanted AS (
    SELECT n.oid FROM named AS n
    UNION
    SELECT t.relid::oid FROM named AS n, LATERAL pg_catalog.pg_partition_tree(n.oid) AS t
)
SELECT c.oid::bigint AS oid, s.nspname::text AS schema, c.relname::text AS name,
       CASE WHEN c.relkind = 'r' THEN pg_catalog.pg_table_size(c.oid) ELSE 0 END AS bytes,
       c.relkind = 'r' AS has_rows
  FROM pg_catalog.pg_class AS c
  JOIN pg_catalog.pg_namespace AS s ON s.oid = c.relnamespace
 WHERE c.relpersistence <> 't' AND s.nspname !~ '^pg_' AND s.nspname <> 'information_schema'
   AND NOT EXISTS (SELECT FROM pg_catalog.pg_depend AS d
                    WHERE d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass AND d.objid = c.oid
                      AND d.refclassid = 'pg_catalog.pg_extension'::pg_catalog.regclass AND d.deptype = 'e')
   AND CASE WHEN $2::text IS NOT NULL
                THEN c.relkind IN ('r', 'p', 'v', 'm', 'S', 'f') AND c.oid IN (SELECT w.oid FROM wanted AS w)
            ELSE c.relkind = 'r'
                 AND (pg_catalog.cardinality($3::text[]) = 0
                      OR EXISTS (SELECT FROM pg_catalog.unnest($3::text[]) AS p (pattern)
                                  WHERE s.nspname ~ p.pattern)) END
 ORDER BY 4 DESC, s.nspname COLLATE "C", c.relname COLLATE "C"
