-- Sequences, without those of identity columns.
-- params:  none
-- columns: objid oid, schema text, name text, owner text, type text, start bigint, increment bigint,
--          minimum bigint, maximum bigint, cache bigint, cycle bool, unlogged bool
-- source:  PostgreSQL documentation, "pg_sequence"; since 10
SELECT c.oid AS objid, n.nspname AS schema, c.relname AS name,
       pg_catalog.pg_get_userbyid(c.relowner) AS owner,
       pg_catalog.format_type(s.seqtypid, NULL) AS type, s.seqstart AS start,
       s.seqincrement AS increment, s.seqmin AS minimum, s.seqmax AS maximum, s.seqcache AS cache,
       s.seqcycle AS cycle, c.relpersistence = 'u' AS unlogged
  FROM pg_catalog.pg_class AS c
  JOIN pg_catalog.pg_sequence AS s ON s.seqrelid = c.oid
  JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
 WHERE c.relkind = 'S' AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
   AND c.oid NOT IN (SELECT d.objid FROM pg_catalog.pg_depend AS d
                      WHERE d.classid = 1259 AND d.deptype IN ('e', 'i'));
