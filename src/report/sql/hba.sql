-- name: hba
-- title: who may connect from where (pg_hba.conf), and lines that are too open
-- group: security
-- tells: The lines of pg_hba.conf in the order in which they are tried, with errors, and those that let in without a good
--   password from outside.
-- omits: What stands before the server: firewalls, poolers.
-- columns:
--   line int          of the file
--   kind text         local, host, hostssl ...
--   databases text    for which
--   users text        for whom
--   address text      from where
--   method text       trust, scram-sha-256, md5 ...
--   severity text     critical, warning; empty when it is in order
--   problem text      what is wrong
-- needs: superuser: only superusers may read pg_hba_file_rules
-- judge:
--   severity = warning critical
-- subject: line
-- advice: Use scram-sha-256, or certificates, for every line from outside; hostssl where passwords or data leave the machine.
-- cost: cheap
-- scope: cluster
-- source: PostgreSQL documentation, "The pg_hba.conf File"
SELECT h.line_number AS line, h.type AS kind, array_to_string(h.database, ', ') AS databases, array_to_string(h.user_name, ', ') AS users,
       h.address || COALESCE(' ' || h.netmask, '') AS address, h.auth_method AS method,
       CASE WHEN h.error IS NOT NULL THEN 'critical'
            WHEN h.type <> 'local' AND NOT o.own AND h.auth_method = 'trust' THEN 'critical'
            WHEN h.type <> 'local' AND NOT o.own AND h.auth_method = 'password' AND h.type <> 'hostssl' THEN 'critical'
            WHEN h.auth_method = 'md5' AND h.type <> 'local' THEN 'warning' END AS severity,
       CASE WHEN h.error IS NOT NULL THEN h.error
            WHEN h.type <> 'local' AND NOT o.own AND h.auth_method = 'trust' THEN 'lets everybody in without a password'
            WHEN h.type <> 'local' AND NOT o.own AND h.auth_method = 'password' AND h.type <> 'hostssl' THEN 'sends passwords in clear'
            WHEN h.auth_method = 'md5' AND h.type <> 'local' THEN 'md5 can be guessed fast' END AS problem
  FROM pg_hba_file_rules AS h
 CROSS JOIN LATERAL (SELECT COALESCE(h.address IN ('127.0.0.1', '::1', 'samehost', 'localhost'), false) AS own) AS o
 ORDER BY h.line_number
