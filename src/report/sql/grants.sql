-- name: grants
-- also: privileges
-- title: who may do what with tables, views and sequences
-- group: objects
-- tells: What psql's \dp lists, one line for each object and role that was granted something.
-- omits: Owners, who may do all; superusers; privileges that a role has as a member of another; grants on
--   single columns.
-- params:
--   pattern: names of tables
-- columns:
--   schema text       the schema
--   name text         the object
--   kind text         table, view, sequence ...
--   role text         who was granted it; PUBLIC is everybody
--   privileges text   SELECT, INSERT ...
--   grant_option text  of them, those that it may pass on
--   granted_by text   who granted it
-- cost: cheap
-- source: PostgreSQL documentation, "Privileges"
SELECT n.nspname::text AS schema, c.relname::text AS name,
       CASE c.relkind WHEN 'r' THEN 'table' WHEN 'p' THEN 'partitioned table' WHEN 'v' THEN 'view'
                      WHEN 'm' THEN 'materialized view' WHEN 'S' THEN 'sequence' ELSE 'foreign table' END AS kind,
       CASE WHEN a.grantee = 0 THEN 'PUBLIC' ELSE pg_get_userbyid(a.grantee)::text END AS role,
       string_agg(a.privilege_type, ', ' ORDER BY a.privilege_type) AS privileges,
       string_agg(a.privilege_type, ', ' ORDER BY a.privilege_type) FILTER (WHERE a.is_grantable) AS grant_option,
       pg_get_userbyid(a.grantor)::text AS granted_by
  FROM pg_class AS c
  JOIN pg_namespace AS n ON n.oid = c.relnamespace
 CROSS JOIN LATERAL aclexplode(c.relacl) AS a
 WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f', 'S') AND a.grantee <> c.relowner
   AND CASE WHEN $1::text IS NULL THEN n.nspname NOT IN ('pg_catalog', 'information_schema') AND n.nspname !~ '^pg_(toast|temp_)'
            ELSE n.nspname || '.' || c.relname ~ $1::text END
 GROUP BY n.nspname, c.relname, c.relkind, a.grantee, a.grantor
 ORDER BY n.nspname, c.relname, 4, 7
