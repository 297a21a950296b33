-- Attributes of composite types.
-- params:  none
-- columns: objid oid (relation), subid int, parent oid (type), name text, position bigint (from 1),
--          type text, collation text (quoted; NULL: the type's)
-- source:  PostgreSQL documentation, "pg_attribute"; since 10
SELECT a.attrelid AS objid, a.attnum AS subid, t.oid AS parent, a.attname AS name,
       pg_catalog.row_number() OVER (PARTITION BY a.attrelid ORDER BY a.attnum) AS position,
       pg_catalog.format_type(a.atttypid, a.atttypmod) AS type,
       CASE WHEN a.attcollation <> b.typcollation
            THEN pg_catalog.format('%I.%I', cn.nspname, l.collname) END AS collation
  FROM pg_catalog.pg_class AS c
  JOIN pg_catalog.pg_type AS t ON t.typrelid = c.oid
  JOIN pg_catalog.pg_attribute AS a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
  JOIN pg_catalog.pg_type AS b ON b.oid = a.atttypid
  LEFT JOIN pg_catalog.pg_collation AS l ON l.oid = a.attcollation
  LEFT JOIN pg_catalog.pg_namespace AS cn ON cn.oid = l.collnamespace
 WHERE c.relkind = 'c';
