-- a revision
--
-- Revision ID: l05
-- Revises:

-- howdah: upgrade
CREATE TABLE n (a int);
DROP TABLE n;

-- howdah: downgrade
DROP TABLE t;
