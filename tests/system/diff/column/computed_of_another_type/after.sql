CREATE TABLE word (body text, size text GENERATED ALWAYS AS (length(body)) STORED);
CREATE INDEX word_size ON word (size);
