-- Who has other privileges on an object than by default, its owner and PUBLIC included.
-- params:  none
-- columns: parent_class oid, parent oid, parent_sub int, name text (grantee, quoted; after the object for
--          objects of extensions; before the grantor), member text (the object of an extension as GRANT
--          calls it), grantor text (quoted; NULL: the owner), grantee text (quoted; only with member or
--          grantor), privileges text[], default text[]; a star after a privilege: with grant option
-- source:  PostgreSQL documentation, "Privileges", "pg_init_privs", aclexplode, acldefault; since 12. Of the
--          schema public and of what extensions made, "by default" is what they were given then
WITH object AS (
  SELECT 1259 AS class, c.oid, 0 AS sub, c.relowner AS owner, c.relacl AS acl,
         CASE c.relkind WHEN 'S' THEN 's' ELSE 'r' END AS sort
    FROM pg_catalog.pg_class AS c WHERE c.relacl IS NOT NULL AND c.oid >= 16384
   UNION ALL
  SELECT 1259, a.attrelid, a.attnum, c.relowner, a.attacl, 'c'
    FROM pg_catalog.pg_attribute AS a JOIN pg_catalog.pg_class AS c ON c.oid = a.attrelid
   WHERE a.attacl IS NOT NULL AND NOT a.attisdropped AND c.oid >= 16384
   UNION ALL
  SELECT 1255, p.oid, 0, p.proowner, p.proacl, 'f'
    FROM pg_catalog.pg_proc AS p WHERE p.proacl IS NOT NULL AND p.oid >= 16384
   UNION ALL
  SELECT 2615, n.oid, 0, n.nspowner, n.nspacl, 'n'
    FROM pg_catalog.pg_namespace AS n WHERE n.nspacl IS NOT NULL AND n.nspname !~ '^pg_'
   UNION ALL
  SELECT 1247, t.oid, 0, t.typowner, t.typacl, 'T'
    FROM pg_catalog.pg_type AS t WHERE t.typacl IS NOT NULL AND t.oid >= 16384
   UNION ALL
  SELECT 2612, l.oid, 0, l.lanowner, l.lanacl, 'l'
    FROM pg_catalog.pg_language AS l WHERE l.lanacl IS NOT NULL
   UNION ALL
  SELECT 2328, w.oid, 0, w.fdwowner, w.fdwacl, 'F'
    FROM pg_catalog.pg_foreign_data_wrapper AS w WHERE w.fdwacl IS NOT NULL
   UNION ALL
  SELECT 1417, s.oid, 0, s.srvowner, s.srvacl, 'S'
    FROM pg_catalog.pg_foreign_server AS s WHERE s.srvacl IS NOT NULL
), item AS (
  SELECT o.class, o.oid, o.sub, true AS has, NULLIF(x.grantor, o.owner) AS grantor, x.grantee,
         x.privilege_type || CASE WHEN x.is_grantable THEN '*' ELSE '' END AS privilege
    FROM object AS o, LATERAL pg_catalog.aclexplode(o.acl) AS x
   UNION ALL
  SELECT o.class, o.oid, o.sub, false, NULL, x.grantee,
         x.privilege_type || CASE WHEN x.is_grantable THEN '*' ELSE '' END
    FROM object AS o
    LEFT JOIN pg_catalog.pg_init_privs AS i
      ON i.classoid = o.class AND i.objoid = o.oid AND i.objsubid = o.sub AND i.privtype IN ('i', 'e')
   CROSS JOIN LATERAL pg_catalog.aclexplode(
           COALESCE(i.initprivs, pg_catalog.acldefault(o.sort::"char", o.owner))) AS x
), grantee AS (
  SELECT class, oid, sub, grantor, grantee,
         COALESCE(pg_catalog.array_agg(privilege ORDER BY privilege) FILTER (WHERE has), '{}') AS privileges,
         COALESCE(pg_catalog.array_agg(privilege ORDER BY privilege) FILTER (WHERE NOT has), '{}') AS base
    FROM item GROUP BY class, oid, sub, grantor, grantee
)
SELECT COALESCE(e.refclassid, g.class) AS parent_class, COALESCE(e.refobjid, g.oid) AS parent,
       g.sub AS parent_sub, pg_catalog.concat_ws(' ', m.member, r.name, 'granted by ' || r.grantor) AS name,
       m.member, r.grantor, CASE WHEN m.member IS NOT NULL OR r.grantor IS NOT NULL THEN r.name END AS grantee,
       g.privileges, g.base AS "default"
  FROM grantee AS g
 CROSS JOIN LATERAL (SELECT CASE WHEN g.grantee = 0 THEN 'PUBLIC'
                                 ELSE pg_catalog.quote_ident(pg_catalog.pg_get_userbyid(g.grantee)) END AS name,
                            pg_catalog.quote_ident(pg_catalog.pg_get_userbyid(g.grantor)) AS grantor) AS r
  LEFT JOIN pg_catalog.pg_depend AS e ON e.classid = g.class AND e.objid = g.oid AND e.deptype = 'e'
  LEFT JOIN LATERAL (
    SELECT CASE o.type WHEN 'aggregate' THEN 'FUNCTION' WHEN 'server' THEN 'FOREIGN SERVER'
                       WHEN 'foreign-data wrapper' THEN 'FOREIGN DATA WRAPPER' WHEN 'domain' THEN 'TYPE'
                       WHEN 'view' THEN 'TABLE' WHEN 'materialized view' THEN 'TABLE'
                       WHEN 'foreign table' THEN 'TABLE' ELSE pg_catalog.upper(o.type) END
           || ' ' || o.identity AS member
      FROM pg_catalog.pg_identify_object(g.class, g.oid, 0) AS o) AS m ON e.objid IS NOT NULL
 WHERE g.privileges <> g.base AND (e.objid IS NULL OR g.sub = 0);
