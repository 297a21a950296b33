-- Row security policies.
-- params:  none
-- columns: objid oid, parent oid (table), name text, command text (NULL: all), restrictive bool,
--          roles text[] (quoted; NULL: PUBLIC), using text, check text
-- source:  PostgreSQL documentation, "pg_policy"; since 10
SELECT p.oid AS objid, p.polrelid AS parent, p.polname AS name,
       CASE p.polcmd WHEN 'r' THEN 'select' WHEN 'a' THEN 'insert' WHEN 'w' THEN 'update'
                     WHEN 'd' THEN 'delete' END AS command,
       NOT p.polpermissive AS restrictive,
       ARRAY(SELECT pg_catalog.quote_ident(r.rolname) FROM pg_catalog.pg_roles AS r
              WHERE r.oid = ANY (p.polroles) ORDER BY r.rolname COLLATE "C") AS roles,
       pg_catalog.pg_get_expr(p.polqual, p.polrelid) AS "using",
       pg_catalog.pg_get_expr(p.polwithcheck, p.polrelid) AS "check"
  FROM pg_catalog.pg_policy AS p;
