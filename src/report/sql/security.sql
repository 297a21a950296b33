-- name: security
-- title: roles, schemas, functions and grants that let others do too much
-- group: security
-- tells: Findings with why each matters: superusers that log in, schemas in which everybody can create, functions that run
--   with their owner's rights and an open search path, tables that everybody may change, policies that are not switched on.
-- omits: Who may connect from where: "howdah show hba". Weak passwords: they cannot be seen.
-- columns:
--   severity text   warning or remark
--   kind text       what was looked at
--   object text     which one
--   why text        what can happen
--   fix sql         takes it away
-- judge:
--   severity = warning critical
-- subject: kind object
-- advice: Go through them one by one: some are meant. The SQL of the row takes it away.
-- cost: cheap
-- source: PostgreSQL documentation, "Privileges", "Writing SECURITY DEFINER Functions Safely", "Row Security Policies"
SELECT f.severity, f.kind, f.object, f.why, f.fix
  FROM (SELECT 'remark' AS severity, 'superuser' AS kind, r.rolname::text AS object,
               'it may do everything, on the machine too; an application needs none' AS why,
               format('ALTER ROLE %I NOSUPERUSER;', r.rolname) AS fix
          FROM pg_roles AS r
         WHERE r.rolsuper AND r.rolcanlogin AND r.oid <> 10
        UNION ALL
        SELECT 'warning', 'schema', n.nspname::text, 'everybody can create objects in it, and so stand in for those of others',
               format('REVOKE CREATE ON SCHEMA %I FROM PUBLIC;', n.nspname)
          FROM pg_namespace AS n
         CROSS JOIN LATERAL aclexplode(n.nspacl) AS a
         WHERE a.grantee = 0 AND a.privilege_type = 'CREATE' AND n.nspname !~ '^pg_temp'
        UNION ALL
        SELECT 'warning', 'function', format('%I.%I(%s)', n.nspname, p.proname, pg_get_function_identity_arguments(p.oid)),
               'it runs as ' || pg_get_userbyid(p.proowner) || ' with the caller''s search_path: the caller can put own functions before it',
               format('ALTER FUNCTION %I.%I(%s) SET search_path = pg_catalog, %I, pg_temp;', n.nspname, p.proname,
                      pg_get_function_identity_arguments(p.oid), n.nspname)
          FROM pg_proc AS p
          JOIN pg_namespace AS n ON n.oid = p.pronamespace
         WHERE p.prosecdef AND p.prokind = 'f' AND n.nspname NOT IN ('pg_catalog', 'information_schema')
           AND NOT EXISTS (SELECT FROM unnest(p.proconfig) AS c (text) WHERE c.text LIKE 'search_path=%')
           AND has_function_privilege('public', p.oid, 'EXECUTE')
        UNION ALL
        SELECT 'warning', 'table', n.nspname || '.' || c.relname,
               'everybody may ' || string_agg(a.privilege_type, ', ' ORDER BY a.privilege_type),
               format('REVOKE %s ON %I.%I FROM PUBLIC;', string_agg(a.privilege_type, ', ' ORDER BY a.privilege_type), n.nspname, c.relname)
          FROM pg_class AS c
          JOIN pg_namespace AS n ON n.oid = c.relnamespace
         CROSS JOIN LATERAL aclexplode(c.relacl) AS a
         WHERE a.grantee = 0 AND a.privilege_type IN ('INSERT', 'UPDATE', 'DELETE', 'TRUNCATE', 'TRIGGER', 'MAINTAIN')
           AND c.relkind IN ('r', 'p', 'v', 'm', 'f') AND n.nspname NOT IN ('pg_catalog', 'information_schema')
         GROUP BY n.nspname, c.relname
        UNION ALL
        SELECT 'warning', 'policies', n.nspname || '.' || c.relname, 'it has policies, but row security is off: everybody sees all rows',
               format('ALTER TABLE %I.%I ENABLE ROW LEVEL SECURITY;', n.nspname, c.relname)
          FROM pg_class AS c
          JOIN pg_namespace AS n ON n.oid = c.relnamespace
         WHERE NOT c.relrowsecurity AND EXISTS (SELECT FROM pg_policy AS p WHERE p.polrelid = c.oid)) AS f
 ORDER BY f.severity = 'warning' DESC, f.kind, f.object
