CREATE TYPE inner_ AS (a integer, b text COLLATE "C");
CREATE TYPE outer_ AS (i inner_, j inner_[]);
CREATE TABLE t (o outer_, p inner_[]);
COMMENT ON TYPE outer_ IS 'outer';
COMMENT ON COLUMN inner_.a IS 'attribute';
ALTER TYPE inner_ OWNER TO howdah_keeper;
