-- a revision
--
-- Revision ID: l07
-- Revises:

-- howdah: upgrade
UPDATE t SET a = 1 WHERE a IS NULL;
