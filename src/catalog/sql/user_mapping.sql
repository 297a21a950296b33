-- User mappings. Values of options that are secret are not read; the names of those options are.
-- params:  none
-- columns: objid oid, parent oid (server), name text, options text[], secrets text[] (names)
-- source:  PostgreSQL documentation, "pg_user_mappings" (it shows options to those who may see them)
SELECT m.umid AS objid, m.srvid AS parent,
       CASE WHEN m.umuser = 0 THEN 'public' ELSE m.usename END AS name,
       ARRAY(SELECT o FROM pg_catalog.unnest(m.umoptions) AS o WHERE o !~* '^[^=]*(pass|secret|key|token)')
         AS options,
       ARRAY(SELECT pg_catalog.split_part(o, '=', 1) FROM pg_catalog.unnest(m.umoptions) AS o
              WHERE o ~* '^[^=]*(pass|secret|key|token)') AS secrets
  FROM pg_catalog.pg_user_mappings AS m;
