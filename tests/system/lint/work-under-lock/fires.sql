-- a revision
--
-- Revision ID: l11
-- Revises:

-- howdah: upgrade
ALTER TABLE t ADD COLUMN b int;
UPDATE u SET a = 1 WHERE a = 2;
