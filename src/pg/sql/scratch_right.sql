-- Whether the session's role may make databases.
-- params:  none
-- columns: may bool
-- source:  PostgreSQL documentation, "pg_roles"; since 8.1
SELECT r.rolcreatedb OR r.rolsuper AS may
  FROM pg_catalog.pg_roles AS r
 WHERE r.rolname = current_user
