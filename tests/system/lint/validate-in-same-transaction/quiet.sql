-- a revision
--
-- Revision ID: l02
-- Revises:

-- howdah: upgrade no-transaction
ALTER TABLE t ADD CONSTRAINT k CHECK (a > 0) NOT VALID;
ALTER TABLE t VALIDATE CONSTRAINT k;
