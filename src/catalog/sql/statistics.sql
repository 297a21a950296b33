-- Extended statistics.
-- params:  none
-- columns: objid oid, parent oid (table), schema text, name text, owner text, definition text,
--          target int
-- source:  PostgreSQL documentation, "pg_statistic_ext", pg_get_statisticsobjdef; since 14
SELECT s.oid AS objid, s.stxrelid AS parent, n.nspname AS schema, s.stxname AS name,
       pg_catalog.pg_get_userbyid(s.stxowner) AS owner,
       pg_catalog.pg_get_statisticsobjdef(s.oid) AS definition,
       NULLIF(s.stxstattarget, -1) AS target
  FROM pg_catalog.pg_statistic_ext AS s
  JOIN pg_catalog.pg_namespace AS n ON n.oid = s.stxnamespace
 WHERE s.oid NOT IN (SELECT d.objid FROM pg_catalog.pg_depend AS d
                      WHERE d.classid = 3381 AND d.deptype = 'e');
