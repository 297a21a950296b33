-- name: duplicate-indexes
-- also: overlapping-indexes, redundant-indexes
-- title: indexes that another index makes superfluous
-- group: indexes
-- tells: Pairs on the same table: duplicates (same access method, columns in the same order, operator classes,
--   collations, sort orders, expressions, condition), and B-tree indexes whose columns are the first ones of
--   another (prefix). INCLUDE columns are told from key columns. What enforces a constraint is never superfluous.
-- omits: Indexes of a table that somebody locks. A prefix is smaller than the longer index, and can be
--   worth keeping for that.
-- params:
--   pattern: names of indexes or of their tables
-- columns:
--   schema text      the schema
--   table_name text  their table
--   name text        the superfluous index
--   size bytes       of it, by pg_class.relpages
--   kind text        duplicate or prefix
--   covered_by text  the index that does its work
--   scans count      of the superfluous one, since the statistics began
--   fix sql          drops it
-- judge:
--   size >= 10MB - and kind = duplicate -
-- subject: schema name
-- advice: Drop the superfluous one in a migration with DROP INDEX CONCURRENTLY. Queries go to the other.
-- cost: cheap
-- locked: gone around
-- source: PostgreSQL documentation, "pg_index"
WITH indexes AS MATERIALIZED (
    SELECT i.indexrelid, i.indrelid, c.relname, c.relpages, c.relam, i.indisunique, i.indisreplident, i.indisclustered,
           i.indnkeyatts,
           EXISTS (SELECT FROM pg_constraint AS k WHERE k.conindid = i.indexrelid) AS is_needed,
           (i.indkey::int2[])[0:i.indnkeyatts - 1] AS keys, (i.indclass::oid[])[0:] AS classes,
           (i.indcollation::oid[])[0:] AS collations, (i.indoption::int2[])[0:] AS options,
           (i.indkey::int2[])[i.indnkeyatts:] AS included, i.indkey::int2[] AS every,
           pg_get_expr(i.indexprs, i.indrelid) AS expressions, pg_get_expr(i.indpred, i.indrelid) AS condition
      FROM pg_index AS i
      JOIN pg_class AS c ON c.oid = i.indexrelid AND NOT c.relispartition
     WHERE i.indisvalid
       AND NOT EXISTS (SELECT FROM pg_locks AS l WHERE l.locktype = 'relation' AND l.mode = 'AccessExclusiveLock'
                          AND l.relation IN (i.indrelid, i.indexrelid) AND l.pid IS DISTINCT FROM pg_backend_pid())
), pairs AS (
    SELECT a.*, b.relname AS other,
           CASE WHEN a.indnkeyatts = b.indnkeyatts THEN 'duplicate' ELSE 'prefix' END AS kind
      FROM indexes AS a
      JOIN indexes AS b ON b.indrelid = a.indrelid AND b.indexrelid <> a.indexrelid AND b.relam = a.relam
                       AND a.indnkeyatts <= b.indnkeyatts AND a.keys = b.keys[1:a.indnkeyatts]
                       AND a.classes = b.classes[1:a.indnkeyatts]
                       AND a.collations = b.collations[1:a.indnkeyatts] AND a.options = b.options[1:a.indnkeyatts]
                       AND a.condition IS NOT DISTINCT FROM b.condition
                       AND COALESCE(a.included, '{}') <@ b.every
     WHERE NOT a.is_needed AND NOT a.indisreplident AND NOT a.indisclustered
       AND ((a.indnkeyatts = b.indnkeyatts AND a.expressions IS NOT DISTINCT FROM b.expressions
             AND (NOT a.indisunique
                  OR (b.indisunique
                      AND 1 = (SELECT count(DISTINCT COALESCE(to_jsonb(x) ->> 'indnullsnotdistinct', 'false'))
                                 FROM pg_index AS x WHERE x.indexrelid IN (a.indexrelid, b.indexrelid))))
             AND (b.is_needed OR (b.indisunique AND NOT a.indisunique)
                  OR (cardinality(COALESCE(a.included, '{}')) < cardinality(COALESCE(b.included, '{}')) AND a.indisunique = b.indisunique)
                  OR (a.indisunique = b.indisunique AND a.indexrelid > b.indexrelid
                      AND COALESCE(a.included, '{}') @> COALESCE(b.included, '{}'))))
            OR (a.indnkeyatts < b.indnkeyatts AND NOT a.indisunique AND a.expressions IS NULL AND b.expressions IS NULL
                AND a.relam = (SELECT m.oid FROM pg_am AS m WHERE m.amname = 'btree')))
)
SELECT DISTINCT ON (p.relpages, n.nspname, p.relname)
       n.nspname::text AS schema, t.relname::text AS table_name, p.relname::text AS name,
       p.relpages::bigint * current_setting('block_size')::bigint AS size, p.kind, p.other::text AS covered_by,
       pg_stat_get_numscans(p.indexrelid) AS scans, format('DROP INDEX CONCURRENTLY %I.%I;', n.nspname, p.relname) AS fix
  FROM pairs AS p
  JOIN pg_class AS t ON t.oid = p.indrelid
  JOIN pg_namespace AS n ON n.oid = t.relnamespace
 WHERE n.nspname NOT IN ('pg_catalog', 'information_schema') AND n.nspname !~ '^pg_(toast|temp_)'
   AND ($1::text IS NULL OR n.nspname || '.' || p.relname ~ $1::text OR n.nspname || '.' || t.relname ~ $1::text)
 ORDER BY p.relpages DESC, n.nspname, p.relname, p.kind, p.other
