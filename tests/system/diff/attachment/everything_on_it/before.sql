CREATE TYPE mood AS ENUM ('bad', 'good');
CREATE TABLE kind (id integer PRIMARY KEY);
CREATE TABLE t (
    id integer GENERATED ALWAYS AS IDENTITY,
    day date NOT NULL,
    kind integer REFERENCES kind,
    mood mood DEFAULT 'good',
    twice integer GENERATED ALWAYS AS (kind * 2) STORED,
    "Odd name" text,
    CHECK (kind > 0),
    PRIMARY KEY (id, day)
);
CREATE INDEX t_kind ON t (kind) WHERE kind > 1;
CREATE STATISTICS t_stats ON kind, day FROM t;
CREATE TABLE child (id integer, day date, FOREIGN KEY (id, day) REFERENCES t ON DELETE CASCADE);
CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'no'; END $$;
CREATE TRIGGER never BEFORE INSERT ON t FOR EACH ROW EXECUTE FUNCTION refuse();
ALTER TABLE t DISABLE TRIGGER never;
CREATE VIEW v AS SELECT id, mood FROM t;
CREATE MATERIALIZED VIEW m AS SELECT count(*) AS n FROM t;
CREATE FUNCTION first_of(t) RETURNS integer LANGUAGE sql AS 'SELECT $1.id';
GRANT SELECT ON t TO howdah_reader;
GRANT UPDATE (kind) ON t TO howdah_writer;
ALTER TABLE t ENABLE ROW LEVEL SECURITY;
ALTER TABLE t FORCE ROW LEVEL SECURITY;
CREATE POLICY mine ON t TO howdah_reader USING (kind = 1);
COMMENT ON TABLE t IS 'of days';
COMMENT ON COLUMN t.day IS 'when';
ALTER TABLE t ALTER COLUMN "Odd name" SET STORAGE external;
CREATE PUBLICATION p FOR TABLE t;
