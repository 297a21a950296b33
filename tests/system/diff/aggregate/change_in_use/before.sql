CREATE FUNCTION step(integer, integer) RETURNS integer LANGUAGE sql IMMUTABLE AS 'SELECT $1 + $2';
CREATE AGGREGATE total(integer) (SFUNC = step, STYPE = integer);
CREATE VIEW v AS SELECT total(x) FROM generate_series(1, 3) x;
GRANT SELECT ON v TO howdah_reader;
