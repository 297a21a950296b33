-- name: bloat-exact
-- title: space in tables that holds nothing, measured with pgstattuple
-- group: vacuum
-- tells: pgstattuple_approx of each table: it reads the pages that the visibility map does not vouch for.
-- omits: Indexes and TOAST. A large table that was not vacuumed takes longer than the 5 seconds that each one has.
-- params:
--   pattern: names; without it system schemas are left out
-- needs: extension pgstattuple 1.4: it measures
-- wants: role pg_stat_scan_tables: only it may measure
-- cost: heavy
-- source: PostgreSQL documentation, "pgstattuple"

-- each: Tables
-- columns:
--   key text    oid of the table
--   title text  its name
SELECT c.oid::text AS key, n.nspname || '.' || c.relname AS title
  FROM pg_class AS c
  JOIN pg_namespace AS n ON n.oid = c.relnamespace
 WHERE c.relkind IN ('r', 'm')
   AND CASE WHEN $1::text IS NULL THEN n.nspname NOT IN ('pg_catalog', 'information_schema') AND n.nspname !~ '^pg_(toast|temp_)'
            ELSE n.nspname || '.' || c.relname ~ $1::text END
 ORDER BY c.relpages DESC, n.nspname, c.relname

-- section: Bloat
-- columns:
--   schema text          the schema
--   name text            the table
--   size bytes           of its rows
--   free bytes           that hold nothing
--   free_share percent   of the size
--   dead bytes           of dead rows
--   dead_share percent   of the size
--   scanned percent      of the pages that were read
--   fillfactor int       what is left free on purpose: 100 minus this
SELECT n.nspname::text AS schema, c.relname::text AS name, p.table_len AS size, p.approx_free_space::bigint AS free,
       round(p.approx_free_percent::numeric, 1) AS free_share, p.dead_tuple_len AS dead,
       round(p.dead_tuple_percent::numeric, 1) AS dead_share, round(p.scanned_percent::numeric, 1) AS scanned,
       COALESCE((SELECT o.option_value::int FROM pg_options_to_table(c.reloptions) AS o WHERE o.option_name = 'fillfactor'), 100) AS fillfactor
  FROM pg_class AS c
  JOIN pg_namespace AS n ON n.oid = c.relnamespace
 CROSS JOIN LATERAL @schema:pgstattuple@.pgstattuple_approx(c.oid) AS p
 WHERE c.oid = $1::oid
