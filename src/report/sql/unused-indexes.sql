-- name: unused-indexes
-- also: unused
-- title: indexes that no query used, and that nothing needs
-- group: indexes
-- tells: Indexes with no scan since the statistics of this server were reset, that enforce
--   nothing: no primary key, no unique or exclusion constraint, no replica identity, not the
--   CLUSTER order, not the index of a foreign key's columns, valid, and not of expressions, whose
--   statistics the planner uses. A partitioned index is unused when all of its partitions are.
-- omits: Use on standbys: ask each of them too. What runs rarely (once a year) is not seen
--   in statistics that are younger. Uniqueness checks do not count as scans, which is why
--   unique indexes are never here.
-- params:
--   pattern: names of indexes or of their tables
--   least = 1048576: bytes; smaller ones are not worth the trouble
-- columns:
--   schema text       the schema
--   table_name text   its table
--   name text         the index
--   size bytes        on disk, estimated by pg_class.relpages, with partitions
--   observed seconds  how long the statistics have been counting; empty: since the server began
--   writes count      rows written to the table in that time: each paid for the index
--   standbys count    connected ones, whose use is not counted here
--   fix sql           drops it
-- judge:
--   size >= 10MB - and observed >= 14d -
-- subject: schema name
-- cost: cheap
-- advice: Make sure that no standby and no yearly job uses it, keep its definition
--   ("howdah show indexes NAME"), and drop it in a migration with DROP INDEX CONCURRENTLY.
-- source: PostgreSQL documentation, "pg_stat_all_indexes"; enforcing uniqueness does not count
--   as a scan (measured)
WITH RECURSIVE tree AS (
    SELECT i.indexrelid AS root, i.indexrelid AS leaf FROM pg_index AS i
      JOIN pg_class AS c ON c.oid = i.indexrelid WHERE NOT c.relispartition
    UNION ALL
    SELECT t.root, h.inhrelid FROM tree AS t JOIN pg_inherits AS h ON h.inhparent = t.leaf
), used AS (
    SELECT t.root, sum(pg_stat_get_numscans(t.leaf)) AS scans,
           sum(c.relpages::bigint) * current_setting('block_size')::bigint AS size,
           sum(pg_stat_get_tuples_inserted(i.indrelid) + pg_stat_get_tuples_updated(i.indrelid)) AS writes
      FROM tree AS t
      JOIN pg_class AS c ON c.oid = t.leaf
      JOIN pg_index AS i ON i.indexrelid = t.leaf
     GROUP BY t.root
)
SELECT n.nspname::text AS schema, t.relname::text AS table_name, c.relname::text AS name, u.size::bigint AS size,
       (SELECT round(extract(epoch FROM clock_timestamp() - d.stats_reset)) FROM pg_stat_database AS d
         WHERE d.datname = current_database()) AS observed,
       u.writes::bigint AS writes, (SELECT count(*) FROM pg_stat_get_wal_senders() AS w) AS standbys,
       format('DROP INDEX CONCURRENTLY %I.%I;', n.nspname, c.relname) AS fix
  FROM used AS u
  JOIN pg_index AS i ON i.indexrelid = u.root
  JOIN pg_class AS c ON c.oid = i.indexrelid
  JOIN pg_class AS t ON t.oid = i.indrelid
  JOIN pg_namespace AS n ON n.oid = c.relnamespace
 WHERE u.scans = 0 AND u.size >= $2::bigint
   AND NOT (i.indisunique OR i.indisprimary OR i.indisexclusion OR i.indisreplident OR i.indisclustered)
   AND i.indisvalid
   AND n.nspname NOT IN ('pg_catalog', 'information_schema') AND n.nspname !~ '^pg_(toast|temp_)'
   AND NOT EXISTS (SELECT FROM pg_constraint AS k WHERE k.conindid = i.indexrelid)
   -- An index that leads with all columns of a foreign key serves deletes in the other table.
   AND NOT EXISTS (SELECT FROM pg_constraint AS k
                    WHERE k.contype = 'f' AND k.conrelid = i.indrelid
                      AND (i.indkey::int2[])[0:cardinality(k.conkey) - 1] @> k.conkey)
   -- The planner uses the statistics of expressions without a scan. (Whether there are any only superusers may see.)
   AND i.indexprs IS NULL
   AND ($1::text IS NULL OR n.nspname || '.' || c.relname ~ $1::text OR n.nspname || '.' || t.relname ~ $1::text)
 ORDER BY u.size DESC, n.nspname, c.relname
