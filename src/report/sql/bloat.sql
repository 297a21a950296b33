-- name: bloat
-- title: space in tables that holds nothing, estimated
-- group: vacuum
-- tells: How many pages a table has more than its rows need, by the planner's statistics: the width of each column, with
--   the padding that its alignment needs, row by row. Space that fillfactor leaves free on purpose does not count.
-- omits: TOAST, indexes, tables without statistics (ANALYZE makes them) or that the role may not read. It is an estimate:
--   the truth is between the two bounds when the statistics are fresh; "howdah show bloat-exact NAME" measures.
-- params:
--   pattern: names
--   least = 1048576: bytes; smaller tables are left out
-- columns:
--   schema text           the schema
--   name text             the table
--   size bytes            of its rows, by pg_class.relpages
--   bloat bytes           estimated
--   bloat_share percent   of the size
--   least_share percent   when rows are as wide as can be
--   most_share percent    when rows are as narrow as can be
--   analyzed time         when the statistics were made
-- judge:
--   bloat_share >= 30% 50% and bloat >= 1GB 10GB
-- subject: schema name
-- advice: Measure it first. VACUUM makes the space usable again; only VACUUM FULL or pg_repack give it back: the first
--   locks the table for as long as it copies it. Find out why it grew: howdah show xmin, vacuum-due.
-- wants: role pg_read_all_data: the statistics of tables that it may not read
-- cost: cheap
-- source: PostgreSQL documentation, "Database Page Layout", "pg_stats"; measured against pgstattuple
WITH RECURSIVE tables AS MATERIALIZED (
    SELECT c.oid, n.nspname, c.relname, c.relpages::bigint AS pages, c.reltuples::numeric AS rows,
           current_setting('block_size')::numeric AS block,
           COALESCE((SELECT o.option_value::numeric FROM pg_options_to_table(c.reloptions) AS o WHERE o.option_name = 'fillfactor'), 100) AS fill
      FROM pg_class AS c
      JOIN pg_namespace AS n ON n.oid = c.relnamespace
     WHERE c.relkind IN ('r', 'm') AND c.reltuples > 0
       AND c.relpages * current_setting('block_size')::bigint >= $2::bigint
       AND CASE WHEN $1::text IS NULL THEN n.nspname NOT IN ('pg_catalog', 'information_schema') AND n.nspname !~ '^pg_(toast|temp_)'
            ELSE n.nspname || '.' || c.relname ~ $1::text END
), columns AS MATERIALIZED (
    SELECT t.oid, row_number() OVER (PARTITION BY t.oid ORDER BY a.attnum) AS place,
           CASE a.attalign WHEN 'd' THEN 8 WHEN 'i' THEN 4 WHEN 's' THEN 2 ELSE 1 END AS align, a.attlen > 0 AS fixed,
           s.avg_width AS width, COALESCE(s.null_frac, 0)::numeric AS nulls
      FROM tables AS t
      JOIN pg_attribute AS a ON a.attrelid = t.oid AND a.attnum > 0 AND NOT a.attisdropped
      LEFT JOIN pg_stats AS s ON s.schemaname = t.nspname AND s.tablename = t.relname AND s.attname = a.attname AND NOT s.inherited
), layout AS (
    SELECT c.oid, count(*) AS count, bool_and(c.width IS NOT NULL) AS known, bool_or(c.nulls > 0) AS has_nulls,
           -- Where values vary in length their alignment is not known: up to this many bytes more.
           sum(CASE WHEN c.fixed THEN 0 ELSE c.align - 1 END) AS uncertain
      FROM columns AS c
     GROUP BY c.oid
), walk (oid, place, bytes) AS (
    SELECT l.oid, 0::bigint, 0::numeric FROM layout AS l WHERE l.known
    UNION ALL
    -- A fixed value begins at a multiple of its alignment; a short varying one has none.
    SELECT w.oid, c.place,
           CASE WHEN c.fixed THEN ceil(w.bytes / c.align) * c.align * (1 - c.nulls) + w.bytes * c.nulls ELSE w.bytes END
           + c.width * (1 - c.nulls)
      FROM walk AS w
      JOIN columns AS c ON c.oid = w.oid AND c.place = w.place + 1
), widths AS (
    SELECT t.*, w.bytes, l.uncertain,
           -- 23 bytes, the bitmap of NULLs when there is one, to a multiple of 8
           ceil((23 + CASE WHEN l.has_nulls THEN ceil(l.count / 8.0) ELSE 0 END) / 8) * 8 AS header
      FROM tables AS t
      JOIN layout AS l ON l.oid = t.oid
      JOIN walk AS w ON w.oid = t.oid AND w.place = l.count
), needed AS (
    SELECT w.*, greatest(1, floor((w.block - 24) * w.fill / 100 / (4 + w.header + ceil(w.bytes / 8) * 8))) AS in_page,
           greatest(1, floor((w.block - 24) * w.fill / 100 / (4 + w.header + ceil((w.bytes + w.uncertain + 4) / 8) * 8))) AS in_page_least,
           greatest(1, floor((w.block - 24) * w.fill / 100 / (4 + w.header + floor(w.bytes / 8) * 8))) AS in_page_most
      FROM widths AS w
)
SELECT d.nspname::text AS schema, d.relname::text AS name, (d.pages * d.block)::bigint AS size,
       (greatest(0, d.pages - ceil(d.rows / d.in_page)) * d.block)::bigint AS bloat,
       round(greatest(0, 100 * (1 - ceil(d.rows / d.in_page) / d.pages)), 1) AS bloat_share,
       round(greatest(0, 100 * (1 - ceil(d.rows / d.in_page_least) / d.pages)), 1) AS least_share,
       round(greatest(0, 100 * (1 - ceil(d.rows / d.in_page_most) / d.pages)), 1) AS most_share,
       greatest(pg_stat_get_last_analyze_time(d.oid), pg_stat_get_last_autoanalyze_time(d.oid)) AS analyzed
  FROM needed AS d
 ORDER BY bloat DESC, d.nspname, d.relname
