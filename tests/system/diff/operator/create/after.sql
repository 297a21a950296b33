CREATE FUNCTION eq(point, point) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT $1 ~= $2';
CREATE OPERATOR === (LEFTARG = point, RIGHTARG = point, FUNCTION = eq, COMMUTATOR = ===, NEGATOR = !==, RESTRICT = eqsel, JOIN = eqjoinsel, HASHES, MERGES);
CREATE FUNCTION ne(point, point) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT NOT $1 ~= $2';
CREATE OPERATOR !== (LEFTARG = point, RIGHTARG = point, FUNCTION = ne, NEGATOR = ===);
COMMENT ON OPERATOR === (point, point) IS 'same';
ALTER OPERATOR !== (point, point) OWNER TO howdah_keeper;
CREATE VIEW v AS SELECT 1 AS a WHERE point(1, 2) === point(2, 1);
