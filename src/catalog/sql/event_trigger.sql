-- Event triggers.
-- params:  none
-- columns: objid oid, name text, owner text, event text, tags text[], function text (quoted), enabled text
--          (disabled, replica, always; NULL: as usual)
-- source:  PostgreSQL documentation, "pg_event_trigger"; since 10
SELECT e.oid AS objid, e.evtname AS name, pg_catalog.pg_get_userbyid(e.evtowner) AS owner,
       e.evtevent AS event, e.evttags AS tags, e.evtfoid::regproc::text AS function,
       CASE e.evtenabled WHEN 'D' THEN 'disabled' WHEN 'R' THEN 'replica' WHEN 'A' THEN 'always' END
         AS enabled
  FROM pg_catalog.pg_event_trigger AS e
 WHERE e.oid NOT IN (SELECT d.objid FROM pg_catalog.pg_depend AS d
                      WHERE d.classid = 3466 AND d.deptype = 'e');
