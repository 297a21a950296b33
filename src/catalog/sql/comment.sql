-- Comments.
-- params:  none
-- columns: parent_class oid, parent oid, parent_sub int, text text
-- source:  PostgreSQL documentation, "pg_description"; since 10
SELECT d.classoid AS parent_class, d.objoid AS parent, d.objsubid AS parent_sub, d.description AS text
  FROM pg_catalog.pg_description AS d
 WHERE d.objoid >= 16384 OR (d.classoid = 2615 AND d.objoid = 2200
                             AND d.description <> 'standard public schema');
