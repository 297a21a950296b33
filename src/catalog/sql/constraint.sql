-- Constraints of tables, without NOT NULL (columns have it) and without the foreign keys that
-- partitions have from their parents.
-- params:  none
-- columns: objid oid, parent oid (table), name text, type text, definition text (without what the next
--          four say), deferrable bool, deferred bool, not_valid bool, not_enforced bool,
--          columns text[], foreign_table text (quoted), inherited bool, attached_to text (quoted: the
--          index of the partitioned table to which its index belongs), index_options text[], index_tablespace text,
--          clustered bool, index_comment text
-- source:  PostgreSQL documentation, "pg_constraint", pg_get_constraintdef; since 12
SELECT k.oid AS objid, k.conrelid AS parent, k.conname AS name,
       CASE k.contype WHEN 'p' THEN 'primary key' WHEN 'u' THEN 'unique' WHEN 'f' THEN 'foreign key'
                      WHEN 'x' THEN 'exclusion' ELSE 'check' END AS type,
       CASE WHEN k.condeferrable OR NOT k.convalidated OR x.text LIKE '% NOT ENFORCED'
            THEN pg_catalog.regexp_replace(x.text,
                   '( DEFERRABLE)?( INITIALLY DEFERRED)?( NOT ENFORCED| NOT VALID)?$', '')
            ELSE x.text END AS definition,
       k.condeferrable AS deferrable, k.condeferred AS deferred,
       NOT k.convalidated AND x.text LIKE '% NOT VALID' AS not_valid,
       x.text LIKE '% NOT ENFORCED' AS not_enforced,
       CASE WHEN k.contype = 'c' THEN NULL
            WHEN pg_catalog.cardinality(k.conkey) = 1
            THEN ARRAY[(SELECT a.attname::text
                          FROM pg_catalog.pg_attribute AS a
                         WHERE a.attrelid = k.conrelid AND a.attnum = k.conkey[1])]
            ELSE ARRAY(SELECT a.attname::text
                         FROM pg_catalog.unnest(k.conkey) WITH ORDINALITY AS u (attnum, place)
                         JOIN pg_catalog.pg_attribute AS a
                           ON a.attrelid = k.conrelid AND a.attnum = u.attnum
                        ORDER BY u.place) END AS columns,
       CASE WHEN k.confrelid <> 0 THEN k.confrelid::regclass::text END AS foreign_table,
       NOT k.conislocal AS inherited,
       CASE WHEN i.relispartition
            THEN (SELECT pg_catalog.format('%I.%I', pn.nspname, p.relname)
                    FROM pg_catalog.pg_inherits AS h
                    JOIN pg_catalog.pg_class AS p ON p.oid = h.inhparent
                    JOIN pg_catalog.pg_namespace AS pn ON pn.oid = p.relnamespace
                   WHERE h.inhrelid = i.oid) END AS attached_to,
       i.reloptions AS index_options,
       s.spcname AS index_tablespace, COALESCE(ix.indisclustered, false) AS clustered,
       d.description AS index_comment
  FROM pg_catalog.pg_constraint AS k
 CROSS JOIN LATERAL (SELECT pg_catalog.pg_get_constraintdef(k.oid) AS text OFFSET 0) AS x
  LEFT JOIN pg_catalog.pg_class AS i ON i.oid = k.conindid AND k.contype IN ('p', 'u', 'x')
  LEFT JOIN pg_catalog.pg_index AS ix ON ix.indexrelid = i.oid
  LEFT JOIN pg_catalog.pg_tablespace AS s ON s.oid = i.reltablespace
  LEFT JOIN pg_catalog.pg_description AS d
    ON d.classoid = 1259 AND d.objoid = i.oid AND d.objsubid = 0
 WHERE k.conrelid >= 16384 AND k.contype IN ('p', 'u', 'f', 'x', 'c')
   AND (k.contype <> 'f' OR k.conparentid = 0);
