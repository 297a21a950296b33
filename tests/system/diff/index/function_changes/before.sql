CREATE FUNCTION norm(text) RETURNS text LANGUAGE sql IMMUTABLE AS 'SELECT lower($1)';
CREATE TABLE t (a text);
CREATE INDEX i ON t (norm(a));
CREATE UNIQUE INDEX u ON t (a) WHERE norm(a) <> '';
