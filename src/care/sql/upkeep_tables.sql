-- Tables and materialized views to analyze or vacuum; the partitions of a chosen one are chosen with it.
-- params:  $1 text[]  regular expressions for schema.name; NULL: any
--          $2 text[]  schemas; NULL: any
--          $3 bool    system schemas too
-- columns: oid oid, schema text, name text, kind text (r, m; p: partitioned), parent oid (partitioned table that
--          it is a partition of, or 0), toast text (name of its TOAST table), size bigint (bytes, by
--          pg_class.relpages, with TOAST and indexes), allowed bool (this role may), system bool, index_table text
--          (always NULL), valid bool, exclusion bool
-- source:  PostgreSQL documentation, "VACUUM", "ANALYZE": who may; since 14
WITH RECURSIVE chosen AS (
    SELECT c.oid
      FROM pg_catalog.pg_class AS c
      JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
     WHERE c.relkind IN ('r', 'm', 'p') AND c.relpersistence <> 't' AND n.nspname !~ '^pg_(toast|temp_)'
       AND ($3::bool OR $1::text[] IS NOT NULL OR $2::text[] IS NOT NULL
            OR n.nspname NOT IN ('pg_catalog', 'information_schema'))
       AND ($1::text[] IS NULL OR n.nspname || '.' || c.relname ~ ANY ($1::text[]))
       AND ($2::text[] IS NULL OR n.nspname = ANY ($2::text[]))
), tree AS (
    SELECT h.oid FROM chosen AS h
    UNION
    SELECT i.inhrelid
      FROM tree AS t
      JOIN pg_catalog.pg_class AS p ON p.oid = t.oid AND p.relkind = 'p'
      JOIN pg_catalog.pg_inherits AS i ON i.inhparent = t.oid
), sizes AS (
    SELECT t.oid, (SELECT COALESCE(pg_catalog.sum(r.relpages::bigint), 0)
                     FROM pg_catalog.pg_class AS r
                    WHERE r.oid IN (c.oid, c.reltoastrelid)
                       OR r.oid IN (SELECT x.indexrelid FROM pg_catalog.pg_index AS x WHERE x.indrelid = c.oid)) AS pages
      FROM tree AS t
      JOIN pg_catalog.pg_class AS c ON c.oid = t.oid
)
SELECT c.oid, n.nspname::text AS schema, c.relname::text AS name, c.relkind::text AS kind,
       COALESCE((SELECT i.inhparent FROM pg_catalog.pg_inherits AS i
                   JOIN pg_catalog.pg_class AS p ON p.oid = i.inhparent AND p.relkind = 'p'
                  WHERE i.inhrelid = c.oid LIMIT 1), 0)::oid AS parent,
       (SELECT o.relname::text FROM pg_catalog.pg_class AS o WHERE o.oid = c.reltoastrelid) AS toast,
       (s.pages * pg_catalog.current_setting('block_size')::bigint)::bigint AS size,
       pg_catalog.pg_has_role(c.relowner, 'USAGE') OR NOT c.relisshared AND pg_catalog.pg_has_role(d.datdba, 'USAGE')
       OR CASE WHEN pg_catalog.current_setting('server_version_num')::int >= 170000
               THEN pg_catalog.has_table_privilege(c.oid, 'MAINTAIN') ELSE false END AS allowed,
       n.nspname IN ('pg_catalog', 'information_schema') AS system, NULL::text AS index_table, true AS valid, false AS exclusion
  FROM sizes AS s
  JOIN pg_catalog.pg_class AS c ON c.oid = s.oid
  JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
  JOIN pg_catalog.pg_database AS d ON d.datname = pg_catalog.current_database()
 WHERE c.relkind IN ('r', 'm', 'p')
 ORDER BY system, s.pages DESC, n.nspname, c.relname
