-- What tables write into the log to identify changed rows, where it is not the default.
-- params:  none
-- columns: parent oid (table), refers oid (index), identity text (full, nothing, index), index text
--          (quoted, without schema)
-- source:  PostgreSQL documentation, "pg_class", relreplident; since 10
SELECT c.oid AS parent, x.indexrelid AS refers,
       CASE c.relreplident WHEN 'f' THEN 'full' WHEN 'n' THEN 'nothing' ELSE 'index' END AS identity,
       pg_catalog.quote_ident(i.relname) AS index
  FROM pg_catalog.pg_class AS c
  LEFT JOIN pg_catalog.pg_index AS x
    ON c.relreplident = 'i' AND x.indrelid = c.oid AND x.indisreplident
  LEFT JOIN pg_catalog.pg_class AS i ON i.oid = x.indexrelid
 WHERE c.relkind IN ('r', 'p') AND c.oid >= 16384
   AND (c.relreplident IN ('f', 'n') OR x.indexrelid IS NOT NULL);
