-- name: roles
-- also: users
-- title: roles, what they may do, and whose member they are
-- group: objects
-- tells: What psql's \du lists, with the connections of each role against its limit.
-- omits: Passwords.
-- params:
--   pattern: names; without it the server's own roles (pg_...) are left out
-- columns:
--   name text         the role
--   login bool        can connect
--   superuser bool    may do all
--   may text          create roles, create databases, replicate, bypass row security
--   member_of text    roles whose privileges it can have
--   connections count  now
--   connection_limit count  empty when there is none
--   valid_until time  end of the password
--   settings text     that its sessions begin with
--   comment text      its comment
-- cost: cheap
-- scope: cluster
-- source: PostgreSQL documentation, "pg_roles", "pg_auth_members"
SELECT r.rolname::text AS name, r.rolcanlogin AS login, r.rolsuper AS superuser,
       NULLIF(concat_ws(', ', CASE WHEN r.rolcreaterole THEN 'create roles' END, CASE WHEN r.rolcreatedb THEN 'create databases' END,
                        CASE WHEN r.rolreplication THEN 'replicate' END, CASE WHEN r.rolbypassrls THEN 'bypass row security' END,
                        CASE WHEN NOT r.rolinherit THEN 'no inheritance' END), '') AS may,
       (SELECT string_agg(DISTINCT g.rolname::text, ', ') FROM pg_auth_members AS m JOIN pg_roles AS g ON g.oid = m.roleid
         WHERE m.member = r.oid) AS member_of,
       (SELECT count(*) FROM pg_stat_activity AS a WHERE a.usesysid = r.oid AND a.backend_type = 'client backend') AS connections,
       NULLIF(r.rolconnlimit, -1) AS connection_limit, NULLIF(r.rolvaliduntil, 'infinity') AS valid_until,
       array_to_string(r.rolconfig, ', ') AS settings, shobj_description(r.oid, 'pg_authid') AS comment
  FROM pg_roles AS r
 WHERE CASE WHEN $1::text IS NULL THEN r.rolname !~ '^pg_' ELSE r.rolname ~ $1::text END
 ORDER BY r.rolname
