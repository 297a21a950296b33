-- Customers: whoever pays for sites being watched.
CREATE TABLE organizations (
    LIKE howdah.base_model INCLUDING ALL,
    name text NOT NULL,
    slug text NOT NULL,
    CONSTRAINT organizations_name_key UNIQUE (name),
    CONSTRAINT organizations_slug_key UNIQUE (slug)
);
