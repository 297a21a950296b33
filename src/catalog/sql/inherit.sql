-- Which tables a table inherits from, partitions left out.
-- params:  none
-- columns: parent oid (the child table), refers oid, name text (quoted, of the table inherited from),
--          position int
-- source:  PostgreSQL documentation, "pg_inherits"; since 10
SELECT i.inhrelid AS parent, i.inhparent AS refers,
       pg_catalog.format('%I.%I', n.nspname, p.relname) AS name, i.inhseqno AS position
  FROM pg_catalog.pg_inherits AS i
  JOIN pg_catalog.pg_class AS c ON c.oid = i.inhrelid AND NOT c.relispartition
                               AND c.relkind IN ('r', 'f')
  JOIN pg_catalog.pg_class AS p ON p.oid = i.inhparent
  JOIN pg_catalog.pg_namespace AS n ON n.oid = p.relnamespace;
