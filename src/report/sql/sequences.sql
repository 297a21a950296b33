-- name: sequences
-- title: how much of its numbers each sequence has used, by the type of its column
-- group: vacuum
-- tells: The last value as share of what fits: into the sequence, into the column that it fills (owned, identity,
--   or by default expression), and into foreign key columns that refer to that column.
-- omits: Values of sequences that the role may not read, or that somebody locks. Sequences that start again (CYCLE) do not run out.
-- params:
--   pattern: names of sequences
-- columns:
--   schema text       the schema
--   name text         the sequence
--   column_name text  that it fills
--   type text         the narrowest type that the numbers must fit into
--   last_value int    empty when it was never used or may not be read
--   greatest int      the last number that fits (the least one when it counts down)
--   used percent      of the numbers
--   left_numbers count  numbers that are left
--   cycles bool       it starts again
-- judge:
--   used >= 70% 90%
-- subject: schema name
-- advice: Change the column (and the columns that refer to it) to bigint. That rewrites the table under a lock: for a
--   large one add a new bigint column, fill it in batches, and swap.
-- wants: role pg_read_all_data: the numbers of sequences that it may not read
-- cost: cheap
-- locked: gone around
-- source: PostgreSQL documentation, "pg_sequence", "pg_depend", "Numeric Types"
WITH filled AS (
    -- Owned and identity columns, then defaults: the expression depends on the sequence.
    SELECT s.seqrelid AS sequence, d.refobjid AS relation, d.refobjsubid AS number
      FROM pg_sequence AS s
      JOIN pg_depend AS d ON d.classid = 'pg_class'::regclass AND d.objid = s.seqrelid
                         AND d.refclassid = 'pg_class'::regclass AND d.refobjsubid > 0 AND d.deptype IN ('a', 'i')
    UNION
    SELECT s.seqrelid, a.adrelid, a.adnum
      FROM pg_sequence AS s
      JOIN pg_depend AS d ON d.refclassid = 'pg_class'::regclass AND d.refobjid = s.seqrelid AND d.classid = 'pg_attrdef'::regclass
      JOIN pg_attrdef AS a ON a.oid = d.objid
), referring AS MATERIALIZED (
    SELECT k.confrelid AS relation, u.theirs AS number, r.atttypid AS type
      FROM pg_constraint AS k
     CROSS JOIN LATERAL unnest(k.confkey, k.conkey) AS u (theirs, ours)
      JOIN pg_attribute AS r ON r.attrelid = k.conrelid AND r.attnum = u.ours
     WHERE k.contype = 'f'
), types (type, most) AS (
    VALUES ('int2'::regtype::oid, 32767::bigint), ('int4'::regtype::oid, 2147483647)
), limits AS (
    SELECT f.sequence, min(n.nspname || '.' || c.relname || '.' || a.attname) AS column_name,
           COALESCE(least(min(own.most), min(other.most)), 9223372036854775807) AS most
      FROM filled AS f
      JOIN pg_attribute AS a ON a.attrelid = f.relation AND a.attnum = f.number
      JOIN pg_class AS c ON c.oid = f.relation
      JOIN pg_namespace AS n ON n.oid = c.relnamespace
      LEFT JOIN types AS own ON own.type = a.atttypid
      LEFT JOIN referring AS r ON r.relation = f.relation AND r.number = f.number
      LEFT JOIN types AS other ON other.type = r.type
     GROUP BY f.sequence
), sequences AS (
    SELECT c.oid, n.nspname, c.relname, s.seqincrement > 0 AS up, s.seqcycle, l.column_name,
           CASE WHEN s.seqincrement > 0 THEN least(s.seqmax, COALESCE(l.most, s.seqmax)) ELSE greatest(s.seqmin, COALESCE(-l.most - 1, s.seqmin)) END::numeric AS greatest,
           abs(s.seqincrement) AS step,
           CASE WHEN has_sequence_privilege(c.oid, 'USAGE, SELECT')
                     AND NOT EXISTS (SELECT FROM pg_locks AS l WHERE l.locktype = 'relation' AND l.relation = c.oid
                                        AND l.pid IS DISTINCT FROM pg_backend_pid()
                                        AND l.mode IN ('ShareLock', 'ShareRowExclusiveLock', 'ExclusiveLock', 'AccessExclusiveLock'))
                THEN pg_sequence_last_value(c.oid) END::numeric AS last_value
      FROM pg_sequence AS s
      JOIN pg_class AS c ON c.oid = s.seqrelid
      JOIN pg_namespace AS n ON n.oid = c.relnamespace
      LEFT JOIN limits AS l ON l.sequence = c.oid
)
SELECT s.nspname::text AS schema, s.relname::text AS name, s.column_name,
       CASE WHEN abs(s.greatest) <= 32768 THEN 'smallint' WHEN abs(s.greatest) <= 2147483648 THEN 'integer' ELSE 'bigint' END AS type,
       s.last_value::bigint AS last_value, s.greatest::bigint AS greatest,
       CASE WHEN NOT s.seqcycle AND s.last_value IS NOT NULL
            THEN round(greatest(0, 100 * s.last_value / NULLIF(s.greatest, 0)), 2) END AS used,
       CASE WHEN NOT s.seqcycle THEN trunc(abs(s.greatest - s.last_value) / s.step)::bigint END AS left_numbers, s.seqcycle AS cycles
  FROM sequences AS s
 WHERE $1::text IS NULL OR s.nspname || '.' || s.relname ~ $1::text
 ORDER BY used DESC NULLS LAST, s.nspname, s.relname
