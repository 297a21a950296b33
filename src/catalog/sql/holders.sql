-- Addresses in pg_depend that stand for others: what they are, and what they stand for.
-- params:  none
-- columns: classid oid, objid oid, objsubid int, refclassid oid, refobjid oid, refobjsubid int
-- source:  PostgreSQL documentation, "pg_depend"; since 14
SELECT 2618 AS classid, r.oid AS objid, 0 AS objsubid, 1259 AS refclassid, r.ev_class AS refobjid,
       0 AS refobjsubid
  FROM pg_catalog.pg_rewrite AS r WHERE r.rulename = '_RETURN' AND r.oid >= 16384
 UNION ALL
SELECT 1247, c.reltype, 0, 1259, c.oid, 0
  FROM pg_catalog.pg_class AS c
 WHERE c.reltype <> 0 AND c.relkind IN ('r', 'p', 'f', 'v', 'm') AND c.oid >= 16384
 UNION ALL
SELECT 1259, c.oid, 0, 1247, c.reltype, 0
  FROM pg_catalog.pg_class AS c WHERE c.relkind = 'c' AND c.oid >= 16384
 UNION ALL
SELECT 1247, t.typarray, 0, 1247, t.oid, 0
  FROM pg_catalog.pg_type AS t WHERE t.typarray <> 0 AND t.oid >= 16384
 UNION ALL
SELECT 1247, r.rngmultitypid, 0, 1247, r.rngtypid, 0
  FROM pg_catalog.pg_range AS r WHERE r.rngtypid >= 16384
 UNION ALL
SELECT 1259, k.conindid, 0, 2606, k.oid, 0
  FROM pg_catalog.pg_constraint AS k WHERE k.contype IN ('p', 'u', 'x') AND k.conindid >= 16384
 UNION ALL
SELECT 2604, d.oid, 0, 1259, d.adrelid, d.adnum
  FROM pg_catalog.pg_attrdef AS d
  JOIN pg_catalog.pg_attribute AS a ON a.attrelid = d.adrelid AND a.attnum = d.adnum
 WHERE a.attgenerated <> ''
 UNION ALL
SELECT x.classid, x.objid, 0, d.refclassid, d.refobjid, 0
  FROM pg_catalog.pg_depend AS d
  JOIN (VALUES (2602), (2603)) AS c (classid) ON c.classid = d.classid
  JOIN pg_catalog.pg_depend AS x ON x.classid = d.classid AND x.objid = d.objid
 WHERE d.refclassid = 2616 AND d.deptype = 'i'
 UNION ALL
SELECT d.classid, d.objid, 0, 3079, d.refobjid, 0
  FROM pg_catalog.pg_depend AS d WHERE d.refclassid = 3079 AND d.deptype = 'e';
