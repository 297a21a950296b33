-- a revision
--
-- Revision ID: l14
-- Revises:

-- howdah: upgrade lock_timeout=5min
SELECT 1;
