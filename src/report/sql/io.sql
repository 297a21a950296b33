-- name: io
-- title: reads and writes by who does them and what for (PostgreSQL 16 and later)
-- group: queries
-- tells: Bytes read and written, and the time that it took, by kind of process and context, of the whole server.
-- omits: Times are 0 without track_io_timing.
-- columns:
--   process text    client backend, checkpointer, autovacuum worker ...
--   object text     relation, temp relation, wal
--   context text    normal, vacuum, bulkread, bulkwrite, init
--   read bytes      from the operating system
--   read_time ms    waiting for it
--   written bytes   to the operating system
--   write_time ms   waiting for it
--   extended bytes  added to the ends of files
--   hits count      blocks found in shared buffers
--   evictions count blocks that made room for others
-- needs: server 16: servers before it do not count reads and writes
-- cost: cheap
-- scope: cluster
-- source: PostgreSQL documentation, "pg_stat_io"
SELECT NULL::text AS process, NULL::text AS object, NULL::text AS context, NULL::bigint AS read, NULL::numeric AS read_time,
       NULL::bigint AS written, NULL::numeric AS write_time, NULL::bigint AS extended, NULL::bigint AS hits, NULL::bigint AS evictions
 WHERE false
