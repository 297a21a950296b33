-- Which column a sequence is owned by.
-- params:  none
-- columns: parent oid (sequence), refers oid (table), refers_sub int, owning_table text (quoted),
--          owning_column text (quoted)
-- source:  PostgreSQL documentation, "pg_depend"; since 10
SELECT d.objid AS parent, d.refobjid AS refers, d.refobjsubid AS refers_sub,
       pg_catalog.format('%I.%I', n.nspname, t.relname) AS owning_table,
       pg_catalog.quote_ident(a.attname) AS owning_column
  FROM pg_catalog.pg_depend AS d
  JOIN pg_catalog.pg_class AS s ON s.oid = d.objid AND s.relkind = 'S'
  JOIN pg_catalog.pg_class AS t ON t.oid = d.refobjid
  JOIN pg_catalog.pg_namespace AS n ON n.oid = t.relnamespace
  JOIN pg_catalog.pg_attribute AS a ON a.attrelid = d.refobjid AND a.attnum = d.refobjsubid
 WHERE d.classid = 1259 AND d.refclassid = 1259 AND d.deptype = 'a' AND d.refobjsubid > 0;
