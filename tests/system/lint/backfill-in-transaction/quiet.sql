-- a revision
--
-- Revision ID: l08
-- Revises:

-- howdah: upgrade
-- howdah: batch key=id size=1000
UPDATE t SET a = 1 WHERE a IS NULL;
CREATE TABLE n (a int);
UPDATE n SET a = 1 WHERE a = 2;
