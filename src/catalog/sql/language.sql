-- Procedural languages that no extension made.
-- params:  none
-- columns: objid oid, name text, owner text, definition text
-- source:  PostgreSQL documentation, "pg_language"; since 10
SELECT l.oid AS objid, l.lanname AS name, pg_catalog.pg_get_userbyid(l.lanowner) AS owner,
       pg_catalog.format('CREATE %sLANGUAGE %I HANDLER %s%s%s',
         CASE WHEN l.lanpltrusted THEN 'TRUSTED ' ELSE '' END, l.lanname,
         l.lanplcallfoid::regproc,
         CASE WHEN l.laninline <> 0 THEN ' INLINE ' || l.laninline::regproc::text ELSE '' END,
         CASE WHEN l.lanvalidator <> 0 THEN ' VALIDATOR ' || l.lanvalidator::regproc::text
              ELSE '' END) AS definition
  FROM pg_catalog.pg_language AS l
 WHERE l.lanispl AND l.oid >= 16384
   AND l.oid NOT IN (SELECT d.objid FROM pg_catalog.pg_depend AS d
                      WHERE d.classid = 2612 AND d.deptype = 'e');
