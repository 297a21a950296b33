CREATE TABLE word (body text, size integer GENERATED ALWAYS AS (length(body)) STORED);
CREATE INDEX word_size ON word (size);
