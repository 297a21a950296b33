-- Constraints of users' tables, for lint.
-- params:  none
-- columns: schema text, relation text, name text, type text, valid bool,
--          columns text ("a,b" in the order of the key), definition text,
--          referenced text or NULL (quoted, qualified)
-- source:  PostgreSQL documentation, "pg_constraint"; since 10
SELECT n.nspname AS schema, c.relname AS relation, k.conname AS name, k.contype::text AS type,
       k.convalidated AS valid,
       (SELECT pg_catalog.string_agg(a.attname, ',' ORDER BY u.place)
          FROM pg_catalog.unnest(k.conkey) WITH ORDINALITY AS u (number, place)
          JOIN pg_catalog.pg_attribute AS a ON a.attrelid = k.conrelid AND a.attnum = u.number) AS columns,
       pg_catalog.pg_get_constraintdef(k.oid) AS definition,
       (SELECT pg_catalog.format('%I.%I', rn.nspname, r.relname)
          FROM pg_catalog.pg_class AS r
          JOIN pg_catalog.pg_namespace AS rn ON rn.oid = r.relnamespace
         WHERE r.oid = k.confrelid) AS referenced
  FROM pg_catalog.pg_constraint AS k
  JOIN pg_catalog.pg_class AS c ON c.oid = k.conrelid
  JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
 WHERE n.nspname <> 'information_schema' AND n.nspname !~ '^pg_'
 ORDER BY n.nspname COLLATE "C", c.relname COLLATE "C", k.conname COLLATE "C";
