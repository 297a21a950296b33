-- The template that tables of the models can be LIKE.
-- params:  none
-- columns: none
-- source:  docs/models.md
CREATE SCHEMA howdah;
CREATE TABLE howdah.base_model (
    id         uuid PRIMARY KEY DEFAULT pg_catalog.gen_random_uuid(),
    created_at timestamptz NOT NULL DEFAULT pg_catalog.now(),
    created_by uuid,
    updated_at timestamptz NOT NULL DEFAULT pg_catalog.now(),
    updated_by uuid,
    is_active  boolean NOT NULL DEFAULT true
);
