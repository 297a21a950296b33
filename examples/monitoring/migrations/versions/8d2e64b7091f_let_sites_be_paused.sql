-- Let sites be paused
--
-- PostgreSQL cannot take a value out of an enum, so the way back makes the type anew; paused
-- sites become unknown.
--
-- Revision ID: 8d2e64b7091f
-- Revises: 5b1f0c93e7a4
-- Create Date: 2026-06-11 12:03:44.090512

-- howdah: upgrade
ALTER TYPE site_status ADD VALUE 'paused';

-- howdah: downgrade
UPDATE sites SET status = 'unknown' WHERE status = 'paused';
ALTER TYPE site_status RENAME TO site_status_with_paused;
CREATE TYPE site_status AS ENUM ('unknown', 'up', 'degraded', 'down');
ALTER TABLE sites
    ALTER COLUMN status DROP DEFAULT,
    ALTER COLUMN status TYPE site_status USING status::text::site_status,
    ALTER COLUMN status SET DEFAULT 'unknown';
DROP TYPE site_status_with_paused;
