-- Tables of publications.
-- params:  none
-- columns: objid oid, parent oid (publication), refers oid (table), name text (quoted table),
--          columns text[] (quoted; none: all), where text
-- source:  PostgreSQL documentation, "pg_publication_rel"; since 15
SELECT r.oid AS objid, r.prpubid AS parent, r.prrelid AS refers,
       pg_catalog.format('%I.%I', n.nspname, c.relname) AS name,
       CASE WHEN r.prattrs IS NOT NULL
            THEN ARRAY(SELECT pg_catalog.quote_ident(a.attname) FROM pg_catalog.pg_attribute AS a
                        WHERE a.attrelid = r.prrelid AND a.attnum = ANY (r.prattrs)
                        ORDER BY a.attname COLLATE "C") END AS columns, -- a set, whose order says nothing
       pg_catalog.pg_get_expr(r.prqual, r.prrelid) AS "where"
  FROM pg_catalog.pg_publication_rel AS r
  JOIN pg_catalog.pg_class AS c ON c.oid = r.prrelid
  JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace;
