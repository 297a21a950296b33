-- a revision
--
-- Revision ID: l06
-- Revises:

-- howdah: upgrade
UPDATE t SET a = 1 WHERE id = 1;
-- howdah: batch key=id size=1000
UPDATE t SET a = 1;
