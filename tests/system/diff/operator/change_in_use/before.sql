CREATE FUNCTION lt(text, text) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT true';
CREATE OPERATOR <<< (LEFTARG = text, RIGHTARG = text, FUNCTION = lt);
CREATE TABLE t (a text CHECK (a <<< 'x'));
CREATE INDEX i ON t ((a <<< 'b'));
CREATE VIEW v AS SELECT a <<< 'c' AS x FROM t;
