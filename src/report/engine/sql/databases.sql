-- Databases that the role may enter, without templates.
-- params:  none
-- columns: name text
-- source:  PostgreSQL documentation, "pg_database"
SELECT d.datname::text AS name
  FROM pg_catalog.pg_database AS d
 WHERE d.datallowconn AND NOT d.datistemplate
   AND pg_catalog.has_database_privilege(d.oid, 'CONNECT')
 ORDER BY d.datname
