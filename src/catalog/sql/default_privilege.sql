-- What ALTER DEFAULT PRIVILEGES has changed, for each role, schema, sort of object and grantee.
-- params:  none
-- columns: name text (how the fact is called), schema text, for_role text (quoted), object_type text
--          (as in SQL), grantee text (quoted), privileges text[], default text[] (without the change);
--          a star after a privilege: with grant option
-- source:  PostgreSQL documentation, "pg_default_acl", acldefault; since 12
WITH entry AS (
  SELECT d.oid, d.defaclnamespace, d.defaclrole,
         CASE d.defaclobjtype WHEN 'r' THEN 'TABLES' WHEN 'S' THEN 'SEQUENCES' WHEN 'f' THEN 'ROUTINES'
                              WHEN 'T' THEN 'TYPES' WHEN 'n' THEN 'SCHEMAS' ELSE 'LARGE OBJECTS' END
           AS object_type,
         d.defaclacl AS acl,
         CASE WHEN d.defaclnamespace = 0
              THEN pg_catalog.acldefault(CASE d.defaclobjtype WHEN 'S' THEN 's' ELSE d.defaclobjtype END,
                                         d.defaclrole) END AS base
    FROM pg_catalog.pg_default_acl AS d
), item AS (
  SELECT e.oid, true AS has, x.grantee, x.privilege_type, x.is_grantable
    FROM entry AS e, LATERAL pg_catalog.aclexplode(e.acl) AS x
   UNION ALL
  SELECT e.oid, false, x.grantee, x.privilege_type, x.is_grantable
    FROM entry AS e, LATERAL pg_catalog.aclexplode(e.base) AS x
), grantee AS (
  SELECT i.oid, i.grantee,
         COALESCE(pg_catalog.array_agg(i.privilege_type || CASE WHEN i.is_grantable THEN '*' ELSE '' END
                                       ORDER BY i.privilege_type) FILTER (WHERE i.has), '{}') AS privileges,
         COALESCE(pg_catalog.array_agg(i.privilege_type || CASE WHEN i.is_grantable THEN '*' ELSE '' END
                                       ORDER BY i.privilege_type) FILTER (WHERE NOT i.has), '{}') AS base
    FROM item AS i GROUP BY i.oid, i.grantee
)
SELECT pg_catalog.format('%I %s%s TO %s', r.rolname,
         CASE WHEN n.oid IS NULL THEN '' ELSE pg_catalog.format('IN %I ', n.nspname) END, e.object_type,
         x.grantee_name) AS name,
       n.nspname AS schema, pg_catalog.quote_ident(r.rolname) AS for_role, e.object_type,
       x.grantee_name AS grantee, g.privileges, g.base AS "default"
  FROM grantee AS g
  JOIN entry AS e ON e.oid = g.oid
  JOIN pg_catalog.pg_roles AS r ON r.oid = e.defaclrole
  LEFT JOIN pg_catalog.pg_namespace AS n ON n.oid = e.defaclnamespace
 CROSS JOIN LATERAL (SELECT CASE WHEN g.grantee = 0 THEN 'PUBLIC'
                                 ELSE pg_catalog.quote_ident(pg_catalog.pg_get_userbyid(g.grantee)) END
                              AS grantee_name) AS x
 WHERE g.privileges <> g.base;
