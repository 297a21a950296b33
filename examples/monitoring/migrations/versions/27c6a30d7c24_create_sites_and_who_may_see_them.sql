-- Create sites and who may see them
--
-- Revision ID: 27c6a30d7c24
-- Revises: ae1027a6acf0
-- Create Date: 2026-03-09 15:40:02.118290

-- howdah: upgrade
CREATE TYPE site_status AS ENUM ('unknown', 'up', 'degraded', 'down');

CREATE TABLE sites (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    created_at timestamptz NOT NULL DEFAULT now(),
    created_by uuid,
    updated_at timestamptz NOT NULL DEFAULT now(),
    updated_by uuid,
    is_active boolean NOT NULL DEFAULT true,
    organization_id uuid NOT NULL,
    name text NOT NULL,
    host text NOT NULL,
    port integer NOT NULL DEFAULT 5432,
    status site_status NOT NULL DEFAULT 'unknown',
    checked_at timestamptz,
    CONSTRAINT sites_organization_id_name_key UNIQUE (organization_id, name),
    CONSTRAINT sites_port_check CHECK (port BETWEEN 1 AND 65535),
    CONSTRAINT sites_created_by_fkey FOREIGN KEY (created_by) REFERENCES users,
    CONSTRAINT sites_updated_by_fkey FOREIGN KEY (updated_by) REFERENCES users,
    CONSTRAINT sites_organization_id_fkey FOREIGN KEY (organization_id) REFERENCES organizations
);

CREATE TABLE organization_members (
    organization_id uuid NOT NULL REFERENCES organizations ON DELETE CASCADE,
    user_id uuid NOT NULL REFERENCES users ON DELETE CASCADE,
    role text NOT NULL DEFAULT 'viewer',
    added_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (organization_id, user_id),
    CONSTRAINT organization_members_role_check CHECK (role IN ('viewer', 'editor', 'owner'))
);

CREATE TABLE user_sites (
    user_id uuid NOT NULL REFERENCES users ON DELETE CASCADE,
    site_id uuid NOT NULL REFERENCES sites ON DELETE CASCADE,
    added_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (user_id, site_id)
);

-- howdah: downgrade
DROP TABLE user_sites;
DROP TABLE organization_members;
DROP TABLE sites;
DROP TYPE site_status;
