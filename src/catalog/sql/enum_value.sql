-- Values of enum types.
-- params:  none
-- columns: objid oid, parent oid (type), name text, position bigint (from 1)
-- source:  PostgreSQL documentation, "pg_enum"; since 10
SELECT e.oid AS objid, e.enumtypid AS parent, e.enumlabel AS name,
       pg_catalog.row_number() OVER (PARTITION BY e.enumtypid ORDER BY e.enumsortorder) AS position
  FROM pg_catalog.pg_enum AS e;
