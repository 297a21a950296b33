-- Makes the journal's table of what was done to sessions and databases. Harmless when it is there.
-- params:  none
-- columns: none
-- source:  docs/journal.md
CREATE TABLE IF NOT EXISTS howdah.act (
    seq              bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    done_at          timestamptz NOT NULL DEFAULT clock_timestamp(),
    action           text NOT NULL CHECK (action IN ('cancel', 'terminate', 'swap', 'undo')),
    pid              integer,
    backend_start    timestamptz,
    database         text,
    role             text,
    application      text,
    client           text,
    state            text,
    query            text,
    outcome          text NOT NULL,
    db_role          text NOT NULL DEFAULT current_user,
    login_role       text NOT NULL DEFAULT session_user,
    os_user          text,
    client_host      text
);
