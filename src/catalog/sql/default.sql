-- Defaults of columns; generated columns have their expression themselves.
-- params:  none
-- columns: objid oid, parent oid (relation), parent_sub int, expression text
-- source:  PostgreSQL documentation, "pg_attrdef"; since 12. A default has no columns, so pg_get_expr is
--          not told the relation, which it would open
SELECT d.oid AS objid, d.adrelid AS parent, d.adnum AS parent_sub,
       pg_catalog.pg_get_expr(d.adbin, 0) AS expression
  FROM pg_catalog.pg_attrdef AS d
 WHERE NOT EXISTS (SELECT FROM pg_catalog.pg_attribute AS a
                    WHERE a.attrelid = d.adrelid AND a.attnum = d.adnum AND a.attgenerated <> '');
