-- name: no-primary-key
-- title: tables without a primary key
-- group: indexes
-- tells: Tables whose rows have no name: logical replication cannot update or delete them, tools cannot address
--   one, duplicates can come in. Says which unique index could become the key.
-- params:
--   pattern: names
-- columns:
--   schema text      the schema
--   name text        the table
--   rows count       estimated
--   candidate text   unique index over columns that are all NOT NULL
--   replica_identity text  what logical replication names rows by
--   published bool   a publication has it, and updates and deletes fail
--   fix sql          makes the candidate the key
-- judge:
--   published = - t
-- subject: schema name
-- advice: Add a primary key: from the candidate, or a new identity column.
-- cost: cheap
-- source: PostgreSQL documentation, "Primary Keys", "Publication"
SELECT n.nspname::text AS schema, c.relname::text AS name, CASE WHEN c.reltuples >= 0 THEN c.reltuples::bigint END AS rows,
       u.relname::text AS candidate,
       CASE c.relreplident WHEN 'd' THEN 'none' WHEN 'f' THEN 'full' WHEN 'i' THEN 'index' ELSE 'nothing' END AS replica_identity,
       c.relreplident IN ('d', 'n') AND c.relpersistence = 'p'
       AND EXISTS (SELECT FROM pg_publication AS p
                    WHERE (p.pubupdate OR p.pubdelete)
                      AND (p.puballtables OR EXISTS (SELECT FROM pg_publication_rel AS r WHERE r.prpubid = p.oid AND r.prrelid = c.oid))) AS published,
       CASE WHEN u.relname IS NOT NULL AND c.relkind = 'r'
            THEN format('ALTER TABLE %I.%I ADD PRIMARY KEY USING INDEX %I;', n.nspname, c.relname, u.relname) END AS fix
  FROM pg_class AS c
  JOIN pg_namespace AS n ON n.oid = c.relnamespace
  LEFT JOIN LATERAL (
       SELECT x.relname
         FROM pg_index AS i
         JOIN pg_class AS x ON x.oid = i.indexrelid
        WHERE i.indrelid = c.oid AND i.indisunique AND i.indisvalid AND i.indpred IS NULL AND i.indexprs IS NULL
          AND i.indnatts = i.indnkeyatts AND NOT EXISTS (SELECT FROM pg_constraint AS k WHERE k.conindid = i.indexrelid)
          AND NOT EXISTS (SELECT FROM pg_attribute AS a
                           WHERE a.attrelid = c.oid AND a.attnum = ANY (i.indkey::int2[]) AND NOT a.attnotnull)
        ORDER BY i.indnatts, x.relname LIMIT 1) AS u ON true
 WHERE c.relkind IN ('r', 'p') AND NOT c.relispartition
   AND NOT EXISTS (SELECT FROM pg_index AS i WHERE i.indrelid = c.oid AND i.indisprimary)
   AND CASE WHEN $1::text IS NULL THEN n.nspname NOT IN ('pg_catalog', 'information_schema') AND n.nspname !~ '^pg_(toast|temp_)'
            ELSE n.nspname || '.' || c.relname ~ $1::text END
 ORDER BY c.reltuples DESC, n.nspname, c.relname
