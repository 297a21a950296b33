-- name: wal-files
-- title: WAL files on disk
-- group: server
-- tells: How many there are, and how much more than max_wal_size they take: kept for slots, the archive, or standbys.
-- omits: Free space of the disk: the server does not tell.
-- columns:
--   files count        in pg_wal
--   size bytes         of them
--   oldest time        last written
--   over number        size as multiple of max_wal_size
--   waiting count      for the archive
-- needs: role pg_monitor: it may list the folder of the WAL
-- judge:
--   over >= 2 10
-- advice: See who keeps WAL back: "howdah show slots", "howdah show archiver", wal_keep_size.
-- cost: cheap
-- scope: cluster
-- source: PostgreSQL documentation, "pg_ls_waldir"
SELECT count(*) AS files, sum(w.size)::bigint AS size, min(w.modification) AS oldest,
       round(sum(w.size) / (SELECT s.setting::numeric * 1048576 FROM pg_settings AS s WHERE s.name = 'max_wal_size'), 2) AS over,
       (SELECT count(*) FROM pg_ls_archive_statusdir() AS a WHERE a.name LIKE '%.ready') AS waiting
  FROM pg_ls_waldir() AS w
