-- Index what the service looks up
--
-- The service keeps running meanwhile: CONCURRENTLY cannot be in a transaction, which howdah sees
-- by itself, and an index that a crash left invalid is dropped and built again by the next run.
--
-- Revision ID: 5b1f0c93e7a4
-- Revises: 27c6a30d7c24
-- Create Date: 2026-04-20 07:55:30.771204

-- howdah: upgrade
CREATE UNIQUE INDEX CONCURRENTLY users_email_lower_key ON users (lower(email));
CREATE INDEX CONCURRENTLY users_organization_id_idx ON users (organization_id);
CREATE INDEX CONCURRENTLY organization_members_user_id_idx ON organization_members (user_id);
CREATE INDEX CONCURRENTLY user_sites_site_id_idx ON user_sites (site_id);
CREATE INDEX CONCURRENTLY sites_checked_at_idx ON sites (checked_at) WHERE is_active;

-- howdah: downgrade
DROP INDEX CONCURRENTLY sites_checked_at_idx;
DROP INDEX CONCURRENTLY user_sites_site_id_idx;
DROP INDEX CONCURRENTLY organization_members_user_id_idx;
DROP INDEX CONCURRENTLY users_organization_id_idx;
DROP INDEX CONCURRENTLY users_email_lower_key;
