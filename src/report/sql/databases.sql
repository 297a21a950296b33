-- name: databases
-- title: databases of the server, with owner, encoding, size and connections
-- group: objects
-- tells: What psql's \l+ lists, with the connections of each against its limit.
-- omits: The size of a database that the role may not connect to (needs pg_read_all_stats).
-- params:
--   pattern: names
-- columns:
--   name text          the database
--   owner text         who owns it
--   encoding text      of its text
--   locale text        LC_COLLATE; LC_CTYPE when it is another
--   size bytes         on disk; empty when the role may not ask
--   connections count  clients connected now
--   connection_limit count  empty when there is none
--   template bool      new databases can be made from it
--   accepts_connections bool  whether it can be entered
--   tablespace text    where it is
--   comment text       its comment
-- wants: role pg_read_all_stats: sizes of databases that it may not connect to
-- cost: heavy
-- scope: cluster
-- source: PostgreSQL documentation, "pg_database"
SELECT d.datname::text AS name, pg_get_userbyid(d.datdba)::text AS owner, pg_encoding_to_char(d.encoding)::text AS encoding,
       d.datcollate || CASE WHEN d.datctype <> d.datcollate THEN '; ' || d.datctype ELSE '' END AS locale,
       CASE WHEN has_database_privilege(d.oid, 'CONNECT') OR pg_has_role('pg_read_all_stats', 'USAGE')
            THEN pg_database_size(d.oid) END AS size,
       (SELECT count(*) FROM pg_stat_activity AS a
         WHERE a.datid = d.oid AND a.backend_type = 'client backend') AS connections,
       NULLIF(d.datconnlimit, -1) AS connection_limit, d.datistemplate AS template,
       d.datallowconn AS accepts_connections, t.spcname::text AS tablespace,
       shobj_description(d.oid, 'pg_database') AS comment
  FROM pg_database AS d
  JOIN pg_tablespace AS t ON t.oid = d.dattablespace
 WHERE $1::text IS NULL OR d.datname ~ $1::text
 ORDER BY d.datname
