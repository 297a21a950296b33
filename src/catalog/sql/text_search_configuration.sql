-- Text search configurations, with their mappings as "token WITH dictionary, ...".
-- params:  none
-- columns: objid oid, schema text, name text, owner text, parser text (quoted), mappings text[]
-- source:  PostgreSQL documentation, "pg_ts_config", "pg_ts_config_map", ts_token_type; since 10
SELECT c.oid AS objid, n.nspname AS schema, c.cfgname AS name,
       pg_catalog.pg_get_userbyid(c.cfgowner) AS owner,
       pg_catalog.format('%I.%I', pn.nspname, p.prsname) AS parser,
       ARRAY(SELECT pg_catalog.format('%s WITH %s',
                      (SELECT t.alias FROM pg_catalog.ts_token_type(c.cfgparser) AS t
                        WHERE t.tokid = m.maptokentype),
                      pg_catalog.string_agg(m.mapdict::regdictionary::text, ', ' ORDER BY m.mapseqno))
               FROM pg_catalog.pg_ts_config_map AS m
              WHERE m.mapcfg = c.oid
              GROUP BY m.maptokentype ORDER BY m.maptokentype) AS mappings
  FROM pg_catalog.pg_ts_config AS c
  JOIN pg_catalog.pg_namespace AS n ON n.oid = c.cfgnamespace
  JOIN pg_catalog.pg_ts_parser AS p ON p.oid = c.cfgparser
  JOIN pg_catalog.pg_namespace AS pn ON pn.oid = p.prsnamespace
 WHERE n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
   AND c.oid NOT IN (SELECT d.objid FROM pg_catalog.pg_depend AS d
                      WHERE d.classid = 3602 AND d.deptype = 'e');
