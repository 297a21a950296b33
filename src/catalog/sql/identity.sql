-- Identity columns, with the options of their sequences.
-- params:  none
-- columns: objid oid (sequence), parent oid (table), parent_sub int, always bool, sequence text (quoted;
--          NULL: table_column_seq), type text, start bigint, increment bigint, minimum bigint,
--          maximum bigint, cache bigint, cycle bool, persistence text (NULL: the table's, or
--          the server, before 15, knows no unlogged sequences)
-- source:  PostgreSQL documentation, "pg_sequence", "pg_depend"; since 10
SELECT s.seqrelid AS objid, a.attrelid AS parent, a.attnum AS parent_sub,
       a.attidentity = 'a' AS always,
       CASE WHEN c.relname <> pg_catalog.concat(t.relname, '_', a.attname, '_seq')
                 OR c.relnamespace <> t.relnamespace
            THEN pg_catalog.format('%I.%I', n.nspname, c.relname) END AS sequence,
       pg_catalog.format_type(s.seqtypid, NULL) AS type, s.seqstart AS start,
       s.seqincrement AS increment, s.seqmin AS minimum, s.seqmax AS maximum, s.seqcache AS cache,
       s.seqcycle AS cycle,
       CASE WHEN c.relpersistence <> t.relpersistence
                 AND pg_catalog.current_setting('server_version_num')::int >= 150000
            THEN CASE c.relpersistence WHEN 'u' THEN 'unlogged' ELSE 'logged' END END AS persistence
  FROM pg_catalog.pg_sequence AS s
  JOIN pg_catalog.pg_class AS c ON c.oid = s.seqrelid
  JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
  JOIN pg_catalog.pg_depend AS d
    ON d.classid = 1259 AND d.objid = s.seqrelid AND d.objsubid = 0 AND d.refclassid = 1259
       AND d.deptype = 'i'
  JOIN pg_catalog.pg_class AS t ON t.oid = d.refobjid
  JOIN pg_catalog.pg_attribute AS a ON a.attrelid = d.refobjid AND a.attnum = d.refobjsubid;
