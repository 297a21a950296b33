-- Statements that give one database what belongs to another and is in no dump: owner, settings,
-- grants, connection limit, comment.
-- params:  $1 text  from; $2 text  to
-- columns: statement text
-- source:  PostgreSQL documentation, "pg_database", "pg_db_role_setting"; since 9
SELECT pg_catalog.format('ALTER DATABASE %I OWNER TO %I', $2::text, pg_catalog.pg_get_userbyid(d.datdba)) AS statement
  FROM pg_catalog.pg_database AS d WHERE d.datname = $1::text
UNION ALL
SELECT pg_catalog.format('ALTER DATABASE %I CONNECTION LIMIT %s', $2::text, d.datconnlimit)
  FROM pg_catalog.pg_database AS d WHERE d.datname = $1::text AND d.datconnlimit <> -1
UNION ALL
SELECT pg_catalog.format('COMMENT ON DATABASE %I IS %L', $2::text, pg_catalog.shobj_description(d.oid, 'pg_database'))
  FROM pg_catalog.pg_database AS d
 WHERE d.datname = $1::text AND pg_catalog.shobj_description(d.oid, 'pg_database') IS NOT NULL
UNION ALL
SELECT pg_catalog.format('REVOKE ALL ON DATABASE %I FROM PUBLIC', $2::text)
  FROM pg_catalog.pg_database AS d WHERE d.datname = $1::text AND d.datacl IS NOT NULL
UNION ALL
SELECT pg_catalog.format('GRANT %s ON DATABASE %I TO %s%s', a.privilege_type, $2::text,
                         CASE WHEN a.grantee = 0 THEN 'PUBLIC'
                              ELSE pg_catalog.quote_ident(pg_catalog.pg_get_userbyid(a.grantee)) END,
                         CASE WHEN a.is_grantable THEN ' WITH GRANT OPTION' ELSE '' END)
  FROM pg_catalog.pg_database AS d, LATERAL pg_catalog.aclexplode(d.datacl) AS a
 WHERE d.datname = $1::text
UNION ALL
SELECT CASE WHEN s.setrole = 0 THEN pg_catalog.format('ALTER DATABASE %I SET ', $2::text)
            ELSE pg_catalog.format('ALTER ROLE %I IN DATABASE %I SET ', pg_catalog.pg_get_userbyid(s.setrole),
                                   $2::text) END
       || pg_catalog.quote_ident(pg_catalog.split_part(c.entry, '=', 1)) || ' = '
       || CASE WHEN pg_catalog.split_part(c.entry, '=', 1) IN ('search_path', 'temp_tablespaces',
                    'session_preload_libraries', 'local_preload_libraries', 'DateStyle')
               THEN pg_catalog.substr(c.entry, pg_catalog.strpos(c.entry, '=') + 1)
               ELSE pg_catalog.quote_literal(pg_catalog.substr(c.entry, pg_catalog.strpos(c.entry, '=') + 1)) END
  FROM pg_catalog.pg_db_role_setting AS s
  JOIN pg_catalog.pg_database AS d ON d.oid = s.setdatabase AND d.datname = $1::text
 CROSS JOIN LATERAL pg_catalog.unnest(s.setconfig) AS c (entry)
