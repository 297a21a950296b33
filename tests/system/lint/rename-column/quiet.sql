-- a revision
--
-- Revision ID: l04
-- Revises:

-- howdah: upgrade
CREATE TABLE n (a int);
ALTER TABLE n RENAME a TO b;

-- howdah: downgrade
ALTER TABLE t RENAME COLUMN b TO a;
