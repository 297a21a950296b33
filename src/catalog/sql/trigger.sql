-- Triggers, without those that implement constraints, and without those that partitions have from
-- their parents unless they are enabled or disabled otherwise. Server 14 takes the latter for
-- internal as well; those that belong to no constraint but to a constraint trigger are meant.
-- params:  none
-- columns: objid oid, parent oid (relation), name text, definition text, enabled text (disabled, replica,
--          always; NULL: as usual), cloned bool (from the parent of a partition)
-- source:  PostgreSQL documentation, "pg_trigger", pg_get_triggerdef; since 13
SELECT t.oid AS objid, t.tgrelid AS parent, t.tgname AS name,
       pg_catalog.pg_get_triggerdef(t.oid) AS definition,
       CASE t.tgenabled WHEN 'D' THEN 'disabled' WHEN 'R' THEN 'replica' WHEN 'A' THEN 'always' END
         AS enabled,
       t.tgparentid <> 0 AS cloned
  FROM pg_catalog.pg_trigger AS t
  LEFT JOIN pg_catalog.pg_trigger AS p ON p.oid = t.tgparentid
 WHERE (NOT t.tgisinternal OR t.tgparentid <> 0
        AND NOT EXISTS (SELECT FROM pg_catalog.pg_constraint AS k
                         WHERE k.oid = t.tgconstraint AND k.contype <> 't'))
   AND (p.oid IS NULL OR p.tgenabled <> t.tgenabled)
   AND t.oid NOT IN (SELECT d.objid FROM pg_catalog.pg_depend AS d
                      WHERE d.classid = 2620 AND d.deptype = 'e');
