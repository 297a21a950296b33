-- Foreign-data wrappers that no extension made.
-- params:  none
-- columns: objid oid, name text, owner text, handler text, validator text, options text[]
-- source:  PostgreSQL documentation, "pg_foreign_data_wrapper"; since 10
SELECT w.oid AS objid, w.fdwname AS name, pg_catalog.pg_get_userbyid(w.fdwowner) AS owner,
       CASE WHEN w.fdwhandler <> 0 THEN w.fdwhandler::regproc::text END AS handler,
       CASE WHEN w.fdwvalidator <> 0 THEN w.fdwvalidator::regproc::text END AS validator,
       w.fdwoptions AS options
  FROM pg_catalog.pg_foreign_data_wrapper AS w
 WHERE w.oid NOT IN (SELECT d.objid FROM pg_catalog.pg_depend AS d
                      WHERE d.classid = 2328 AND d.deptype = 'e');
