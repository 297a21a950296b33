-- a revision
--
-- Revision ID: l03
-- Revises:

-- howdah: upgrade
SELECT 1;

-- howdah: downgrade
ALTER TABLE t ALTER COLUMN a DROP NOT NULL;
