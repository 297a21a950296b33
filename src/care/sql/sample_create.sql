-- Makes the table of sizes that "howdah show growth" reads. Harmless when it is there.
-- params:  none
-- columns: none
-- source:  docs/journal.md
CREATE TABLE IF NOT EXISTS howdah.size_sample (
    taken_at    timestamptz NOT NULL,
    schema_name text NOT NULL,
    table_name  text NOT NULL,
    table_bytes bigint NOT NULL,
    index_bytes bigint,
    PRIMARY KEY (taken_at, schema_name, table_name)
);
