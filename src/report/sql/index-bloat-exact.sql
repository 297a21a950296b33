-- name: index-bloat-exact
-- title: space in btree indexes that holds nothing, measured with pgstattuple
-- group: vacuum
-- tells: pgstatindex of each index: it reads all of its pages.
-- omits: Other kinds of indexes. A large one takes longer than the 5 seconds that each one has.
-- params:
--   pattern: names of indexes or of their tables; without it system schemas are left out
-- needs: extension pgstattuple 1.4: it measures
-- wants: role pg_stat_scan_tables: only it may measure
-- cost: heavy
-- source: PostgreSQL documentation, "pgstattuple"

-- each: Indexes
-- columns:
--   key text    oid of the index
--   title text  its name
SELECT c.oid::text AS key, n.nspname || '.' || c.relname AS title
  FROM pg_index AS i
  JOIN pg_class AS c ON c.oid = i.indexrelid AND c.relkind = 'i'
  JOIN pg_am AS m ON m.oid = c.relam AND m.amname = 'btree'
  JOIN pg_class AS t ON t.oid = i.indrelid
  JOIN pg_namespace AS n ON n.oid = c.relnamespace
 WHERE i.indisvalid
   AND CASE WHEN $1::text IS NULL THEN n.nspname NOT IN ('pg_catalog', 'information_schema') AND n.nspname !~ '^pg_(toast|temp_)'
            ELSE n.nspname || '.' || c.relname ~ $1::text OR n.nspname || '.' || t.relname ~ $1::text END
 ORDER BY c.relpages DESC, n.nspname, c.relname

-- section: Bloat
-- columns:
--   schema text           the schema
--   name text             the index
--   size bytes            all of it
--   leaf_density percent  of the leaf pages that is used; a new index has its fillfactor (90)
--   empty bytes           pages without any entry
--   deleted bytes         pages that wait to be used again
--   bloat_share percent   smaller it would be if it were built anew
--   fillfactor int        what a new one has
SELECT n.nspname::text AS schema, c.relname::text AS name, p.index_size AS size, round(p.avg_leaf_density::numeric, 1) AS leaf_density,
       p.empty_pages * b.size AS empty, p.deleted_pages * b.size AS deleted,
       round(greatest(0, 100 - 100 * (p.index_size - (p.empty_pages + p.deleted_pages) * b.size)::numeric / NULLIF(p.index_size, 0)
                               * least(1, NULLIF(p.avg_leaf_density, 'NaN')::numeric / f.fill)), 1) AS bloat_share, f.fill AS fillfactor
  FROM pg_class AS c
  JOIN pg_namespace AS n ON n.oid = c.relnamespace
 CROSS JOIN LATERAL (SELECT COALESCE((SELECT o.option_value::int FROM pg_options_to_table(c.reloptions) AS o WHERE o.option_name = 'fillfactor'), 90) AS fill) AS f
 CROSS JOIN (SELECT current_setting('block_size')::bigint AS size) AS b
 CROSS JOIN LATERAL @schema:pgstattuple@.pgstatindex(c.oid::regclass) AS p
 WHERE c.oid = $1::oid
