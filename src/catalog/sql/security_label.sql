-- Security labels.
-- params:  none
-- columns: parent_class oid, parent oid, parent_sub int, name text (provider, quoted), label text
-- source:  PostgreSQL documentation, "pg_seclabel"; since 10
SELECT l.classoid AS parent_class, l.objoid AS parent, l.objsubid AS parent_sub,
       pg_catalog.quote_ident(l.provider) AS name, l.label
  FROM pg_catalog.pg_seclabel AS l;
