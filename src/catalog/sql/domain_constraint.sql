-- CHECK constraints of domains.
-- params:  none
-- columns: objid oid, parent oid (type), name text, definition text, not_valid bool
-- source:  PostgreSQL documentation, "pg_constraint"; since 10
SELECT k.oid AS objid, k.contypid AS parent, k.conname AS name,
       pg_catalog.regexp_replace(pg_catalog.pg_get_constraintdef(k.oid), ' NOT VALID$', '')
         AS definition,
       NOT k.convalidated AS not_valid
  FROM pg_catalog.pg_constraint AS k
 WHERE k.contypid <> 0 AND k.contype = 'c';
