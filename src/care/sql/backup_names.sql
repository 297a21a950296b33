-- Roles that own something in this database or are granted something, and its extensions.
-- params:  none
-- columns: what text ("role" or "extension"), name text, version text
-- source:  PostgreSQL documentation, "pg_shdepend" (which does not list what the first superuser
--          owns); since 9
SELECT 'role' AS what, r.rolname::text AS name, NULL AS version
  FROM pg_catalog.pg_roles AS r
 WHERE r.oid IN (SELECT s.refobjid
                   FROM pg_catalog.pg_shdepend AS s
                  WHERE s.refclassid = 'pg_catalog.pg_authid'::pg_catalog.regclass
                    AND s.dbid = (SELECT d.oid FROM pg_catalog.pg_database AS d
                                   WHERE d.datname = pg_catalog.current_database())
                 UNION ALL
                 SELECT c.relowner FROM pg_catalog.pg_class AS c WHERE c.oid >= 16384
                 UNION ALL
                 SELECT n.nspowner FROM pg_catalog.pg_namespace AS n WHERE n.oid >= 16384
                 UNION ALL
                 SELECT p.proowner FROM pg_catalog.pg_proc AS p WHERE p.oid >= 16384
                 UNION ALL
                 SELECT t.typowner FROM pg_catalog.pg_type AS t WHERE t.oid >= 16384)
   AND r.rolname !~ '^pg_'
UNION ALL
SELECT 'extension', e.extname::text, e.extversion FROM pg_catalog.pg_extension AS e
 ORDER BY 1, 2
