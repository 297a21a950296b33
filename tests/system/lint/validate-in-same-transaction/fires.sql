-- a revision
--
-- Revision ID: l01
-- Revises:

-- howdah: upgrade
ALTER TABLE t ADD CONSTRAINT k CHECK (a > 0) NOT VALID;
ALTER TABLE t VALIDATE CONSTRAINT k;
