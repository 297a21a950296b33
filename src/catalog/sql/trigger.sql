-- Triggers, without those that implement constraints or come from a partitioned table.
-- params:  none
-- columns: objid oid, parent oid (relation), name text, definition text, enabled text (disabled, replica,
--          always; NULL: as usual)
-- source:  PostgreSQL documentation, "pg_trigger", pg_get_triggerdef; since 13
SELECT t.oid AS objid, t.tgrelid AS parent, t.tgname AS name,
       pg_catalog.pg_get_triggerdef(t.oid) AS definition,
       CASE t.tgenabled WHEN 'D' THEN 'disabled' WHEN 'R' THEN 'replica' WHEN 'A' THEN 'always' END
         AS enabled
  FROM pg_catalog.pg_trigger AS t
 WHERE NOT t.tgisinternal AND t.tgparentid = 0
   AND t.oid NOT IN (SELECT d.objid FROM pg_catalog.pg_depend AS d
                      WHERE d.classid = 2620 AND d.deptype = 'e');
