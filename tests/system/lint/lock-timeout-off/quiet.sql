-- a revision
--
-- Revision ID: l13
-- Revises:

-- howdah: upgrade lock_timeout=5s
SELECT 1;
