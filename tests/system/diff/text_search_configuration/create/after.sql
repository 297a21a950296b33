CREATE TEXT SEARCH DICTIONARY d (TEMPLATE = simple, stopwords = 'english', accept = false);
CREATE TEXT SEARCH CONFIGURATION c (PARSER = default);
ALTER TEXT SEARCH CONFIGURATION c ADD MAPPING FOR asciiword, word WITH d, english_stem;
COMMENT ON TEXT SEARCH CONFIGURATION c IS 'own';
COMMENT ON TEXT SEARCH DICTIONARY d IS 'own';
ALTER TEXT SEARCH CONFIGURATION c OWNER TO howdah_keeper;
CREATE TABLE t (a text, v tsvector GENERATED ALWAYS AS (to_tsvector('c'::regconfig, a)) STORED);
CREATE INDEX ON t USING gin (to_tsvector('c'::regconfig, a));
