-- Create organizations and users
--
-- The two refer to each other: a user has an organization, and everything has a user who made
-- it. So the tables come first and the foreign keys after them.
--
-- Revision ID: ae1027a6acf0
-- Revises:
-- Create Date: 2026-03-02 09:14:51.402117

-- howdah: upgrade
CREATE TABLE organizations (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    created_at timestamptz NOT NULL DEFAULT now(),
    created_by uuid,
    updated_at timestamptz NOT NULL DEFAULT now(),
    updated_by uuid,
    is_active boolean NOT NULL DEFAULT true,
    name text NOT NULL,
    CONSTRAINT organizations_name_key UNIQUE (name)
);

CREATE TABLE users (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    created_at timestamptz NOT NULL DEFAULT now(),
    created_by uuid,
    updated_at timestamptz NOT NULL DEFAULT now(),
    updated_by uuid,
    is_active boolean NOT NULL DEFAULT true,
    email text NOT NULL,
    full_name text NOT NULL,
    organization_id uuid NOT NULL
);

ALTER TABLE organizations
    ADD CONSTRAINT organizations_created_by_fkey FOREIGN KEY (created_by) REFERENCES users,
    ADD CONSTRAINT organizations_updated_by_fkey FOREIGN KEY (updated_by) REFERENCES users;

ALTER TABLE users
    ADD CONSTRAINT users_created_by_fkey FOREIGN KEY (created_by) REFERENCES users,
    ADD CONSTRAINT users_updated_by_fkey FOREIGN KEY (updated_by) REFERENCES users,
    ADD CONSTRAINT users_organization_id_fkey FOREIGN KEY (organization_id) REFERENCES organizations;

-- howdah: downgrade
ALTER TABLE organizations
    DROP CONSTRAINT organizations_created_by_fkey,
    DROP CONSTRAINT organizations_updated_by_fkey;
DROP TABLE users;
DROP TABLE organizations;
