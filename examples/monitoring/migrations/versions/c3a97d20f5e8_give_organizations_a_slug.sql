-- Give organizations a slug
--
-- The new column is filled in short transactions of 10,000 rows each, so that no row stays locked
-- for long; when a run is interrupted, the next one goes on behind the last finished batch.
--
-- Revision ID: c3a97d20f5e8
-- Revises: 8d2e64b7091f
-- Create Date: 2026-08-03 10:21:17.555806

-- howdah: upgrade
ALTER TABLE organizations ADD COLUMN slug text;

-- Names that differ only in signs would get the same slug, so each ends in a piece of its id.
-- howdah: batch key=id size=10000 pause=50ms
UPDATE organizations
   SET slug = trim(BOTH '-' FROM regexp_replace(lower(name), '[^a-z0-9]+', '-', 'g'))
              || '-' || left(id::text, 8)
 WHERE slug IS NULL;

-- howdah: downgrade
ALTER TABLE organizations DROP COLUMN slug;
