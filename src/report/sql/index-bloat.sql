-- name: index-bloat
-- title: space in btree indexes that holds nothing, estimated
-- group: vacuum
-- tells: How many pages an index has more than it would have if it were built anew now, by the planner's statistics
--   of its columns, with the fillfactor that it has and with what deduplication saves (version 13 and later).
-- omits: Other kinds of indexes, indexes without statistics (ANALYZE makes them) or whose table the role may not read. An
--   index that grows at random places is a third larger than a new one; that is no fault. "howdah show
--   index-bloat-exact NAME" measures.
-- params:
--   pattern: names of indexes or of their tables
--   least = 1048576: bytes; smaller indexes are left out
-- columns:
--   schema text           the schema
--   name text             the index
--   table_name text       its table
--   size bytes            by pg_class.relpages
--   bloat bytes           estimated
--   bloat_share percent   of the size
--   least_share percent   when entries are wide and no two are equal
--   most_share percent    when entries are narrow and as many as can be are equal
--   fix sql               builds it anew
-- judge:
--   bloat_share >= 50% 70% and bloat >= 100MB 1GB
-- subject: schema name
-- advice: "howdah reindex NAME" builds it anew while others work. It comes back where rows are updated much and vacuum
--   is late: howdah show vacuum-due, xmin.
-- wants: role pg_read_all_data: the statistics of tables that it may not read
-- cost: cheap
-- source: PostgreSQL documentation, "B-Tree Implementation", "Database Page Layout"; measured against pgstattuple
WITH indexes AS MATERIALIZED (
    SELECT c.oid, n.nspname, c.relname, t.relname AS table_name, tn.nspname AS table_schema, i.indkey, i.indisunique,
           i.indnatts, i.indnkeyatts, c.relpages::bigint AS pages, c.reltuples::numeric AS rows,
           current_setting('block_size')::numeric AS block,
           COALESCE((SELECT o.option_value::numeric FROM pg_options_to_table(c.reloptions) AS o WHERE o.option_name = 'fillfactor'), 90) AS fill,
           NOT i.indisunique AND i.indnatts = i.indnkeyatts
           AND COALESCE((SELECT o.option_value::bool FROM pg_options_to_table(c.reloptions) AS o WHERE o.option_name = 'deduplicate_items'), true) AS dedup
      FROM pg_index AS i
      JOIN pg_class AS c ON c.oid = i.indexrelid AND c.relkind = 'i'
      JOIN pg_am AS m ON m.oid = c.relam AND m.amname = 'btree'
      JOIN pg_class AS t ON t.oid = i.indrelid
      JOIN pg_namespace AS tn ON tn.oid = t.relnamespace
      JOIN pg_namespace AS n ON n.oid = c.relnamespace
     WHERE i.indisvalid AND c.reltuples > 0
       AND c.relpages * current_setting('block_size')::bigint >= $2::bigint
       AND CASE WHEN $1::text IS NULL THEN n.nspname NOT IN ('pg_catalog', 'information_schema') AND n.nspname !~ '^pg_(toast|temp_)'
            ELSE n.nspname || '.' || c.relname ~ $1::text OR tn.nspname || '.' || t.relname ~ $1::text END
), columns AS (
    SELECT x.oid, s.avg_width::numeric AS width, s.null_frac::numeric AS nulls,
           CASE a.attalign WHEN 'd' THEN 8 WHEN 'i' THEN 4 WHEN 's' THEN 2 ELSE 1 END - 1 AS padding,
           -- Equal numerics, floats and jsonb may look different, and are then not stored once.
           y.typname NOT IN ('numeric', 'float4', 'float8', 'jsonb') AND y.typtype <> 'c' AS same,
           CASE WHEN s.n_distinct < 0 THEN -s.n_distinct::numeric * x.rows ELSE s.n_distinct::numeric END AS kinds
      FROM indexes AS x
      JOIN pg_attribute AS a ON a.attrelid = x.oid AND a.attnum > 0
      JOIN pg_type AS y ON y.oid = a.atttypid
      LEFT JOIN pg_attribute AS b ON b.attrelid = (SELECT i.indrelid FROM pg_index AS i WHERE i.indexrelid = x.oid)
                                 AND b.attnum = x.indkey[a.attnum - 1] AND b.attnum > 0
      LEFT JOIN pg_stats AS s ON NOT s.inherited
       AND CASE WHEN b.attnum IS NULL THEN s.schemaname = x.nspname AND s.tablename = x.relname AND s.attname = a.attname
                ELSE s.schemaname = x.table_schema AND s.tablename = x.table_name AND s.attname = b.attname END
), widths AS (
    SELECT c.oid, sum(c.width * (1 - c.nulls)) AS bytes, sum(c.padding) AS padding, bool_or(c.nulls > 0) AS has_nulls,
           bool_and(c.width IS NOT NULL) AS known, bool_and(c.same) AS same,
           exp(least(sum(ln(greatest(c.kinds, 1) + 1)), 60)) AS kinds_most, max(greatest(c.kinds, 1)) AS kinds_least
      FROM columns AS c
     GROUP BY c.oid
), entries AS (
    SELECT x.*, w.known, x.dedup AND w.same AS shared, least(x.rows, w.kinds_most) AS kinds, least(x.rows, w.kinds_least) AS kinds_least,
           (x.block - 24 - 16) * x.fill / 100 AS room,
           -- 8 bytes of header, more with a bitmap of NULLs, to a multiple of 8, and 4 for the pointer to it
           4 + ceil((8 + CASE WHEN w.has_nulls THEN 8 ELSE 0 END + w.bytes) / 8) * 8 AS entry,
           4 + ceil((8 + CASE WHEN w.has_nulls THEN 8 ELSE 0 END + w.bytes + w.padding) / 8) * 8 AS entry_wide,
           4 + floor((8 + w.bytes) / 8) * 8 AS entry_narrow
      FROM indexes AS x
      JOIN widths AS w ON w.oid = x.oid
     WHERE w.known
), leaves AS (
    -- Of equal entries one is stored, with 6 bytes for each row.
    SELECT e.*,
           ceil(CASE WHEN e.shared THEN least(e.rows * e.entry, e.kinds * e.entry + e.rows * 6) ELSE e.rows * e.entry END / greatest(e.room - e.entry, e.entry)) AS leaf,
           ceil(e.rows * e.entry_wide / greatest(e.room - e.entry_wide, e.entry_wide)) AS leaf_wide,
           ceil(CASE WHEN e.shared THEN least(e.rows * e.entry_narrow, e.kinds_least * e.entry_narrow + e.rows * 6) ELSE e.rows * e.entry_narrow END
                / greatest(e.room - e.entry_narrow, e.entry_narrow)) AS leaf_narrow
      FROM entries AS e
), needed AS (
    -- The pages above the leaves, and the first one.
    SELECT v.*, 1 + v.leaf + ceil(v.leaf * v.entry / v.block / 0.7) AS best, 1 + v.leaf_wide + ceil(v.leaf_wide * v.entry_wide / v.block / 0.7) AS best_wide,
           1 + v.leaf_narrow AS best_narrow
      FROM leaves AS v
)
SELECT d.nspname::text AS schema, d.relname::text AS name, d.table_name::text AS table_name, (d.pages * d.block)::bigint AS size,
       (greatest(0, d.pages - d.best) * d.block)::bigint AS bloat, round(greatest(0, 100 * (1 - d.best / d.pages)), 1) AS bloat_share,
       round(greatest(0, 100 * (1 - greatest(d.best, d.best_wide) / d.pages)), 1) AS least_share,
       round(greatest(0, 100 * (1 - least(d.best, d.best_narrow) / d.pages)), 1) AS most_share,
       format('REINDEX INDEX CONCURRENTLY %I.%I;', d.nspname, d.relname) AS fix
  FROM needed AS d
 ORDER BY bloat DESC, d.nspname, d.relname
