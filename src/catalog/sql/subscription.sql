-- Subscriptions of this database. Their connection strings hold passwords and are not read.
-- params:  none
-- columns: objid oid, name text, owner text, slot text, publications text[], enabled bool
-- source:  PostgreSQL documentation, "pg_subscription"; since 10
SELECT s.oid AS objid, s.subname AS name, pg_catalog.pg_get_userbyid(s.subowner) AS owner,
       s.subslotname AS slot, s.subpublications AS publications, s.subenabled AS enabled
  FROM pg_catalog.pg_subscription AS s
 WHERE s.subdbid = (SELECT d.oid FROM pg_catalog.pg_database AS d
                     WHERE d.datname = pg_catalog.current_database());
