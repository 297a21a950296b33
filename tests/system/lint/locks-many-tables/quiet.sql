-- a revision
--
-- Revision ID: l10
-- Revises:

-- howdah: upgrade
ALTER TABLE t ADD COLUMN b int;
ALTER TABLE t ADD COLUMN c int;
CREATE TABLE n (a int);
ALTER TABLE n ADD COLUMN b int;
