-- All dependencies between objects that initdb did not make.
-- params:  none
-- columns: classid oid, objid oid, objsubid int, refclassid oid, refobjid oid, refobjsubid int,
--          deptype text
-- source:  PostgreSQL documentation, "pg_depend"; since 14
SELECT d.classid, d.objid, d.objsubid, d.refclassid, d.refobjid, d.refobjsubid, d.deptype
  FROM pg_catalog.pg_depend AS d
 WHERE d.objid >= 16384 AND d.refobjid >= 16384 AND d.deptype <> 'e';
