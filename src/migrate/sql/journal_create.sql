-- Makes the journal: schema howdah, its two tables, and its format number. Harmless when it is there.
-- params:  none
-- columns: none
-- source:  docs/journal.md
CREATE SCHEMA IF NOT EXISTS howdah;
COMMENT ON SCHEMA howdah IS 'Journal of howdah, format 1: what was run on this database, by whom, when.';
CREATE TABLE IF NOT EXISTS howdah.run (
    run_id        uuid PRIMARY KEY,
    version_table text NOT NULL,
    command       text NOT NULL,
    target        text NOT NULL,
    from_rows     text[] NOT NULL,
    started_at    timestamptz NOT NULL DEFAULT clock_timestamp(),
    finished_at   timestamptz,
    outcome       text CHECK (outcome IN ('ok', 'failed', 'cancelled', 'abandoned')),
    error         text,
    tool_version  text NOT NULL,
    db_role       text NOT NULL DEFAULT current_user,
    login_role    text NOT NULL DEFAULT session_user,
    os_user       text,
    client_host   text,
    client_pid    integer,
    backend_pid   integer NOT NULL DEFAULT pg_backend_pid(),
    backend_start timestamptz NOT NULL,
    database_oid  oid NOT NULL
);
CREATE TABLE IF NOT EXISTS howdah.step (
    seq             bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    attempt_id      uuid NOT NULL UNIQUE,
    run_id          uuid NOT NULL,
    version_table   text NOT NULL,
    revision        text NOT NULL,
    direction       text NOT NULL CHECK (direction IN ('upgrade', 'downgrade', 'stamp')),
    first_statement integer NOT NULL,
    statement_count integer NOT NULL,
    sql_sha256      text,
    mode            text NOT NULL CHECK (mode IN ('transaction', 'autocommit', 'batch')),
    state           text NOT NULL CHECK (state IN ('intent', 'done', 'failed', 'forgotten')),
    completes       boolean NOT NULL,
    message         text,
    down_revision   text[],
    file_name       text,
    file_sha256     text,
    file_text       text,
    section_sha256  text,
    intent_at       timestamptz NOT NULL DEFAULT clock_timestamp(),
    done_at         timestamptz,
    cursor_after    text,
    cursor_rows     bigint,
    sqlstate        text,
    error           text
);
CREATE INDEX IF NOT EXISTS step_revision_idx ON howdah.step (version_table, revision, seq);
CREATE INDEX IF NOT EXISTS step_unfinished_idx ON howdah.step (version_table, seq)
    WHERE NOT completes OR state <> 'done';
