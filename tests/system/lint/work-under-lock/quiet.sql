-- a revision
--
-- Revision ID: l12
-- Revises:

-- howdah: upgrade
UPDATE u SET a = 1 WHERE a = 2;
ALTER TABLE t ADD COLUMN b int;
