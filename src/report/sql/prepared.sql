-- name: prepared
-- also: prepared-transactions
-- title: prepared transactions that wait for their second phase
-- group: activity
-- tells: Transactions that PREPARE TRANSACTION left behind. They keep their locks, hold back vacuum, survive
--   restarts, and no session can be ended to get rid of them.
-- columns:
--   gid text          global id
--   age seconds       since it was prepared
--   xid_age count     transactions that began since
--   owner text        the role that prepared it
--   database text     where; COMMIT or ROLLBACK PREPARED works only there
--   fix sql           rolls it back
-- judge:
--   age >= 10min 1h
-- subject: gid
-- advice: Ask the transaction manager what became of it, then COMMIT PREPARED or ROLLBACK PREPARED in its
--   database.
-- cost: cheap
-- scope: cluster
-- source: PostgreSQL documentation, "pg_prepared_xacts"
SELECT p.gid, round(extract(epoch FROM clock_timestamp() - p.prepared), 3) AS age, age(p.transaction) AS xid_age,
       p.owner::text AS owner, p.database::text AS database, format('ROLLBACK PREPARED %L;', p.gid) AS fix
  FROM pg_prepared_xacts AS p
 ORDER BY p.prepared
