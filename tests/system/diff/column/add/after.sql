CREATE TABLE t (id integer, a text NOT NULL DEFAULT 'x', b integer[] DEFAULT '{}', c numeric(8, 2), d timestamptz DEFAULT now(), e text COLLATE "C", f integer GENERATED ALWAYS AS (id * 2) STORED);
CREATE VIEW v AS SELECT t.id, t.f FROM t;
COMMENT ON COLUMN t.a IS 'new';
