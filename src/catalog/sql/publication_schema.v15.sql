-- Schemas of publications.
-- params:  none
-- columns: objid oid, parent oid (publication), name text (quoted schema)
-- source:  PostgreSQL documentation, "pg_publication_namespace"; since 15
SELECT r.oid AS objid, r.pnpubid AS parent, pg_catalog.quote_ident(n.nspname) AS name
  FROM pg_catalog.pg_publication_namespace AS r
  JOIN pg_catalog.pg_namespace AS n ON n.oid = r.pnnspid;
