-- Require the slug of organizations
--
-- VALIDATE reads the table without keeping writers out, and SET NOT NULL then trusts the check
-- instead of reading the table again under its strong lock.
--
-- Revision ID: e90b4f6d1c25
-- Revises: c3a97d20f5e8
-- Create Date: 2026-08-10 16:48:09.300641

-- howdah: upgrade
ALTER TABLE organizations ADD CONSTRAINT organizations_slug_set CHECK (slug IS NOT NULL) NOT VALID;
ALTER TABLE organizations VALIDATE CONSTRAINT organizations_slug_set;
ALTER TABLE organizations ALTER COLUMN slug SET NOT NULL, DROP CONSTRAINT organizations_slug_set;

CREATE UNIQUE INDEX CONCURRENTLY organizations_slug_key ON organizations (slug);
ALTER TABLE organizations ADD CONSTRAINT organizations_slug_key UNIQUE USING INDEX organizations_slug_key;

-- howdah: downgrade
ALTER TABLE organizations
    DROP CONSTRAINT organizations_slug_key,
    ALTER COLUMN slug DROP NOT NULL;
