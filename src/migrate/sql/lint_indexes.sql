-- Indexes of users' tables, for lint.
-- params:  none
-- columns: schema text, relation text (the table), name text, columns text ("a,b": key columns, an
--          expression is empty), valid bool, is_unique bool, partial bool, computed bool (a column
--          is an expression), uses text ("a,b": all columns that it needs)
-- source:  PostgreSQL documentation, "pg_index"; since 11
SELECT n.nspname AS schema, c.relname AS relation, i.relname AS name,
       (SELECT pg_catalog.string_agg(coalesce(a.attname, ''), ',' ORDER BY u.place)
          FROM pg_catalog.unnest(x.indkey::int2[]) WITH ORDINALITY AS u (number, place)
          LEFT JOIN pg_catalog.pg_attribute AS a ON a.attrelid = x.indrelid AND a.attnum = u.number
         WHERE u.place <= x.indnkeyatts) AS columns,
       x.indisvalid AS valid, x.indisunique AS is_unique, x.indpred IS NOT NULL AS partial,
       x.indexprs IS NOT NULL AS computed,
       (SELECT pg_catalog.string_agg(DISTINCT a.attname, ',')
          FROM pg_catalog.pg_depend AS d
          JOIN pg_catalog.pg_attribute AS a ON a.attrelid = d.refobjid AND a.attnum = d.refobjsubid
         WHERE d.classid = 'pg_catalog.pg_class'::regclass AND d.objid = x.indexrelid
           AND d.refclassid = 'pg_catalog.pg_class'::regclass AND d.refobjid = x.indrelid) AS uses
  FROM pg_catalog.pg_index AS x
  JOIN pg_catalog.pg_class AS c ON c.oid = x.indrelid
  JOIN pg_catalog.pg_class AS i ON i.oid = x.indexrelid
  JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
 WHERE n.nspname <> 'information_schema' AND n.nspname !~ '^pg_'
 ORDER BY n.nspname COLLATE "C", c.relname COLLATE "C", i.relname COLLATE "C";
