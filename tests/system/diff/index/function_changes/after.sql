CREATE FUNCTION norm(x text) RETURNS varchar LANGUAGE sql IMMUTABLE STRICT AS 'SELECT lower(x)::varchar';
CREATE TABLE t (a text);
CREATE INDEX i ON t (norm(a));
CREATE UNIQUE INDEX u ON t (a) WHERE norm(a) <> '';
