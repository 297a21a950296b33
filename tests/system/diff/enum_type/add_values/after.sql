CREATE TYPE e AS ENUM ('a', 'b', 'c', 'c''', 'd', 'e');
CREATE TABLE t (a e DEFAULT 'a', c e[] DEFAULT '{e}');
CREATE INDEX ON t (a) WHERE a = 'c';
CREATE VIEW v AS SELECT * FROM t WHERE a > 'c';
COMMENT ON TYPE e IS 'letters';
GRANT USAGE ON TYPE e TO howdah_reader;
