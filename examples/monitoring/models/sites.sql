-- What is watched: one row for each monitored database.
CREATE TYPE site_status AS ENUM ('unknown', 'up', 'degraded', 'down', 'paused');

CREATE TABLE sites (
    LIKE howdah.base_model INCLUDING ALL,
    organization_id uuid NOT NULL REFERENCES organizations,
    name text NOT NULL,
    host text NOT NULL,
    port integer NOT NULL DEFAULT 5432,
    status site_status NOT NULL DEFAULT 'unknown',
    checked_at timestamptz,
    CONSTRAINT sites_organization_id_name_key UNIQUE (organization_id, name),
    CONSTRAINT sites_port_check CHECK (port BETWEEN 1 AND 65535)
);

CREATE INDEX sites_checked_at_idx ON sites (checked_at) WHERE is_active;

-- user.sites and site.users
CREATE TABLE user_sites (
    user_id uuid NOT NULL REFERENCES users ON DELETE CASCADE,
    site_id uuid NOT NULL REFERENCES sites ON DELETE CASCADE,
    added_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (user_id, site_id)
);

CREATE INDEX user_sites_site_id_idx ON user_sites (site_id);
