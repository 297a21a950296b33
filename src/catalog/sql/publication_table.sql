-- Tables of publications.
-- params:  none
-- columns: objid oid, parent oid (publication), refers oid (table), name text (quoted table),
--          columns text[] (quoted; none: all), where text
-- source:  PostgreSQL documentation, "pg_publication_rel"; since 10
SELECT r.oid AS objid, r.prpubid AS parent, r.prrelid AS refers,
       pg_catalog.format('%I.%I', n.nspname, c.relname) AS name, NULL::text[] AS columns,
       NULL::text AS "where"
  FROM pg_catalog.pg_publication_rel AS r
  JOIN pg_catalog.pg_class AS c ON c.oid = r.prrelid
  JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace;
