-- Extended statistics.
-- params:  none
-- columns: objid oid, parent oid (table), schema text, name text, owner text,
--          definition text (as the server writes it, but for the columns: it has them in the order
--          that they have in the table, which says nothing; here they are sorted by name),
--          target int
-- source:  PostgreSQL documentation, "pg_statistic_ext", pg_get_statisticsobjdef,
--          pg_get_statisticsobjdef_columns; since 14
SELECT s.oid AS objid, s.stxrelid AS parent, n.nspname AS schema, s.stxname AS name,
       pg_catalog.pg_get_userbyid(s.stxowner) AS owner,
       pg_catalog.left(w.text, -pg_catalog.length(w.columns || ' FROM ' || w.relation))
       || coalesce(c.by_name, '') || pg_catalog.substr(w.columns, coalesce(pg_catalog.length(c.by_number), 0) + 1)
       || ' FROM ' || w.relation AS definition,
       NULLIF(s.stxstattarget, -1) AS target
  FROM pg_catalog.pg_statistic_ext AS s
  JOIN pg_catalog.pg_namespace AS n ON n.oid = s.stxnamespace
 CROSS JOIN LATERAL (SELECT pg_catalog.pg_get_statisticsobjdef(s.oid), pg_catalog.pg_get_statisticsobjdef_columns(s.oid),
                            s.stxrelid::pg_catalog.regclass::text) AS w (text, columns, relation)
 CROSS JOIN LATERAL (SELECT pg_catalog.string_agg(pg_catalog.quote_ident(a.attname), ', ' ORDER BY a.attname COLLATE "C"),
                            pg_catalog.string_agg(pg_catalog.quote_ident(a.attname), ', ' ORDER BY a.attnum)
                       FROM pg_catalog.pg_attribute AS a
                      WHERE a.attrelid = s.stxrelid AND a.attnum = ANY (s.stxkeys)) AS c (by_name, by_number)
 WHERE s.oid NOT IN (SELECT d.objid FROM pg_catalog.pg_depend AS d
                      WHERE d.classid = 3381 AND d.deptype = 'e');
