-- People who sign in. Each has one home organization and may be a member of others.
CREATE TABLE users (
    LIKE howdah.base_model INCLUDING ALL,
    email text NOT NULL,
    full_name text NOT NULL,
    organization_id uuid NOT NULL REFERENCES organizations
);

CREATE UNIQUE INDEX users_email_lower_key ON users (lower(email));
CREATE INDEX users_organization_id_idx ON users (organization_id);

-- organizations.users and users.organizations
CREATE TABLE organization_members (
    organization_id uuid NOT NULL REFERENCES organizations ON DELETE CASCADE,
    user_id uuid NOT NULL REFERENCES users ON DELETE CASCADE,
    role text NOT NULL DEFAULT 'viewer',
    added_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (organization_id, user_id),
    CONSTRAINT organization_members_role_check CHECK (role IN ('viewer', 'editor', 'owner'))
);

CREATE INDEX organization_members_user_id_idx ON organization_members (user_id);
