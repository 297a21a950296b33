-- name: growth
-- also: size-history
-- title: how fast the database and its tables grow
-- group: sizes
-- tells: Sizes over the samples that "howdah sample" has written: the last one, how much came since
--   the first one, the rate as the line that fits all of them best, and what it leads to. The first
--   row is the whole database; a partition is a table of its own.
-- omits: Tables that were not there at the last sample. With one sample there is no rate yet.
-- params:
--   pattern: names; without it all
--   days = 30: how far back
-- columns:
--   schema text       the schema; empty for the database
--   name text         the table, or the database
--   size bytes        with TOAST and indexes, at the last sample
--   indexes bytes     of it; empty for the database
--   since time        the first sample that counts
--   samples count     so many
--   grown bytes       since then; negative: it has shrunk
--   per_day bytes     on average
--   per_week bytes    on average
--   in_30_days bytes  its size then, at this rate
-- needs: table howdah.size_sample: "howdah sample" makes it and writes the sizes of now; let cron run it once a day
-- cost: cheap
-- source: table howdah.size_sample (docs/journal.md)
WITH sample AS (
    SELECT s.schema_name, s.table_name, s.taken_at, s.table_bytes + COALESCE(s.index_bytes, 0) AS bytes, s.index_bytes
      FROM howdah.size_sample AS s
     WHERE s.taken_at >= now() - $2::int * interval '1 day'
       AND ($1::text IS NULL OR s.schema_name || '.' || s.table_name ~ $1::text OR s.table_name ~ $1::text)
), line AS (
    SELECT s.schema_name, s.table_name, min(s.taken_at) AS since, max(s.taken_at) AS until, count(*) AS samples,
           (array_agg(s.bytes ORDER BY s.taken_at))[1] AS first_bytes,
           (array_agg(s.bytes ORDER BY s.taken_at DESC))[1] AS bytes,
           (array_agg(s.index_bytes ORDER BY s.taken_at DESC))[1] AS index_bytes,
           regr_slope(s.bytes, extract(epoch FROM s.taken_at - now())::float8) * 86400 AS per_day
      FROM sample AS s
     GROUP BY s.schema_name, s.table_name
)
SELECT NULLIF(l.schema_name, '') AS schema, CASE WHEN l.schema_name = '' THEN current_database()::text ELSE l.table_name END AS name,
       l.bytes AS size, l.index_bytes AS indexes, l.since, l.samples, l.bytes - l.first_bytes AS grown,
       round(l.per_day::numeric)::bigint AS per_day, round(l.per_day::numeric * 7)::bigint AS per_week,
       greatest(round(l.bytes + l.per_day::numeric * 30), 0)::bigint AS in_30_days
  FROM line AS l
 WHERE l.until = (SELECT max(s.taken_at) FROM howdah.size_sample AS s)
 ORDER BY l.schema_name <> '', l.per_day DESC NULLS LAST, l.bytes DESC, l.schema_name, l.table_name
