-- Columns of tables, foreign tables, views and materialized views.
-- params:  none
-- columns: objid oid (relation), subid int, parent oid, name text, position bigint (from 1),
--          type text, collation text (quoted; NULL: the type's), not_null bool,
--          generated text (stored, virtual), expression text, storage text (NULL: the type's),
--          compression text, statistics int, options text[], fdw_options text[], inherited bool,
--          not_null_name text (NULL: table_column_not_null), not_null_not_valid bool,
--          not_null_no_inherit bool, not_null_inherited bool, not_null_comment text
-- source:  PostgreSQL documentation, "pg_attribute"; since 18. Servers keep a hidden item pg_attver
--          among the options
SELECT a.attrelid AS objid, a.attnum AS subid, a.attrelid AS parent, a.attname AS name,
       pg_catalog.row_number() OVER (PARTITION BY a.attrelid ORDER BY a.attnum) AS position,
       pg_catalog.format_type(a.atttypid, a.atttypmod) AS type,
       CASE WHEN a.attcollation <> t.typcollation
            THEN (SELECT pg_catalog.format('%I.%I', ln.nspname, l.collname)
                    FROM pg_catalog.pg_collation AS l
                    JOIN pg_catalog.pg_namespace AS ln ON ln.oid = l.collnamespace
                   WHERE l.oid = a.attcollation) END AS collation,
       a.attnotnull AS not_null,
       CASE a.attgenerated WHEN 's' THEN 'stored' WHEN 'v' THEN 'virtual' END AS generated,
       CASE WHEN a.attgenerated <> ''
            THEN (SELECT pg_catalog.pg_get_expr(e.adbin, e.adrelid)
                    FROM pg_catalog.pg_attrdef AS e
                   WHERE e.adrelid = a.attrelid AND e.adnum = a.attnum) END AS expression,
       CASE WHEN a.attstorage <> t.typstorage
            THEN CASE a.attstorage WHEN 'p' THEN 'plain' WHEN 'e' THEN 'external'
                                   WHEN 'm' THEN 'main' ELSE 'extended' END END AS storage,
       CASE a.attcompression WHEN 'p' THEN 'pglz' WHEN 'l' THEN 'lz4' END AS compression,
       NULLIF(a.attstattarget, -1) AS statistics,
       CASE WHEN pg_catalog.cardinality(a.attoptions) > 1
                 OR NOT pg_catalog.starts_with(a.attoptions[1], 'pg_attver=')
            THEN ARRAY(SELECT o FROM pg_catalog.unnest(a.attoptions) AS o
                        WHERE o !~ '^pg_attver=') END AS options,
       a.attfdwoptions AS fdw_options, NOT a.attislocal AS inherited,
       NULLIF(k.conname, pg_catalog.concat(c.relname, '_', a.attname, '_not_null')) AS not_null_name,
       NOT k.convalidated AS not_null_not_valid, k.connoinherit AS not_null_no_inherit,
       NOT k.conislocal AS not_null_inherited,
       (SELECT d.description FROM pg_catalog.pg_description AS d
         WHERE d.classoid = 2606 AND d.objoid = k.oid AND d.objsubid = 0) AS not_null_comment
  FROM pg_catalog.pg_attribute AS a
  JOIN pg_catalog.pg_class AS c ON c.oid = a.attrelid
  JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
  JOIN pg_catalog.pg_type AS t ON t.oid = a.atttypid
  LEFT JOIN pg_catalog.pg_constraint AS k
    ON a.attnotnull AND k.conrelid = a.attrelid AND k.contype = 'n' AND k.conkey = ARRAY[a.attnum]
 WHERE a.attnum > 0 AND NOT a.attisdropped AND c.relkind IN ('r', 'p', 'f', 'v', 'm')
   AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema';
