-- Indexes, without those of constraints.
-- params:  none
-- columns: objid oid, parent oid (table), schema text, name text, definition text, is_unique bool,
--          method text, invalid bool, attached_to text (quoted), tablespace text, clustered bool,
--          statistics text[] (number of the column, a colon, the target)
-- source:  PostgreSQL documentation, "pg_index", pg_get_indexdef; since 12
SELECT x.indexrelid AS objid, x.indrelid AS parent, n.nspname AS schema, c.relname AS name,
       pg_catalog.pg_get_indexdef(x.indexrelid) AS definition, x.indisunique AS is_unique,
       m.amname AS method, NOT x.indisvalid AS invalid,
       CASE WHEN c.relispartition
            THEN (SELECT pg_catalog.format('%I.%I', pn.nspname, p.relname)
                    FROM pg_catalog.pg_inherits AS h
                    JOIN pg_catalog.pg_class AS p ON p.oid = h.inhparent
                    JOIN pg_catalog.pg_namespace AS pn ON pn.oid = p.relnamespace
                   WHERE h.inhrelid = c.oid) END AS attached_to,
       s.spcname AS tablespace, x.indisclustered AS clustered,
       CASE WHEN x.indexprs IS NOT NULL
            THEN ARRAY(SELECT pg_catalog.format('%s:%s', a.attnum, a.attstattarget)
                         FROM pg_catalog.pg_attribute AS a
                        WHERE a.attrelid = x.indexrelid AND a.attstattarget >= 0
                        ORDER BY a.attnum) END AS statistics
  FROM pg_catalog.pg_index AS x
  JOIN pg_catalog.pg_class AS c ON c.oid = x.indexrelid
  JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
  JOIN pg_catalog.pg_am AS m ON m.oid = c.relam
  LEFT JOIN pg_catalog.pg_tablespace AS s ON s.oid = c.reltablespace
 WHERE n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
   AND x.indexrelid NOT IN (SELECT k.conindid FROM pg_catalog.pg_constraint AS k
                             WHERE k.contype IN ('p', 'u', 'x'))
   AND x.indexrelid NOT IN (SELECT d.objid FROM pg_catalog.pg_depend AS d
                             WHERE d.classid = 1259 AND d.deptype = 'e');
