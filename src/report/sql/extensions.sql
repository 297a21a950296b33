-- name: extensions
-- title: extensions of this database, and newer versions that are at hand
-- group: objects
-- tells: What psql's \dx lists, and whether the server has files of a newer version than the one that
--   is installed (after an upgrade of the server the old one stays).
-- params:
--   pattern: names
-- columns:
--   name text       the extension
--   version text    installed
--   available text  default version of the files on the server
--   outdated bool   they differ
--   schema text     where its objects are
--   comment text    what it does
--   fix sql         updates it
-- judge:
--   outdated = t -
-- subject: name
-- advice: ALTER EXTENSION ... UPDATE brings the SQL objects to the version of the library. Read the
--   extension's notes first.
-- cost: cheap
-- source: PostgreSQL documentation, "pg_extension", "pg_available_extensions"
SELECT e.extname::text AS name, e.extversion AS version, v.default_version AS available,
       v.default_version IS NOT NULL AND v.default_version <> e.extversion AS outdated,
       n.nspname::text AS schema, v.comment,
       CASE WHEN v.default_version <> e.extversion THEN format('ALTER EXTENSION %I UPDATE;', e.extname) END AS fix
  FROM pg_extension AS e
  JOIN pg_namespace AS n ON n.oid = e.extnamespace
  LEFT JOIN pg_available_extensions AS v ON v.name = e.extname
 WHERE $1::text IS NULL OR e.extname ~ $1::text
 ORDER BY e.extname
