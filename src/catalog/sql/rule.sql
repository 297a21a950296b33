-- Rules, without those that make a view.
-- params:  none
-- columns: objid oid, parent oid (relation), name text, definition text, enabled text (disabled, replica,
--          always; NULL: as usual)
-- source:  PostgreSQL documentation, "pg_rewrite", pg_get_ruledef; since 10
SELECT r.oid AS objid, r.ev_class AS parent, r.rulename AS name,
       pg_catalog.rtrim(pg_catalog.pg_get_ruledef(r.oid), ';') AS definition,
       CASE r.ev_enabled WHEN 'D' THEN 'disabled' WHEN 'R' THEN 'replica' WHEN 'A' THEN 'always' END
         AS enabled
  FROM pg_catalog.pg_rewrite AS r
 WHERE r.oid >= 16384 AND r.rulename <> '_RETURN'
   AND r.oid NOT IN (SELECT d.objid FROM pg_catalog.pg_depend AS d
                      WHERE d.classid = 2618 AND d.deptype = 'e');
