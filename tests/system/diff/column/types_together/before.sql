CREATE TABLE t (
    id integer PRIMARY KEY,
    low integer DEFAULT 1,
    high integer NOT NULL DEFAULT 7,
    code character varying(10),
    word text,
    kept integer,
    CONSTRAINT t_check CHECK (low < high)
);
CREATE INDEX t_low_high_idx ON t (low, high);
CREATE TABLE o (t_id integer REFERENCES t, t_low integer, note text);
