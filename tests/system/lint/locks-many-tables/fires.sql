-- a revision
--
-- Revision ID: l09
-- Revises:

-- howdah: upgrade
ALTER TABLE t ADD COLUMN b int;
ALTER TABLE u ADD COLUMN b int;
