CREATE FUNCTION final(integer) RETURNS text LANGUAGE sql IMMUTABLE AS 'SELECT $1::text';
CREATE AGGREGATE total(integer) (SFUNC = int4pl, STYPE = integer, INITCOND = '0', FINALFUNC = final, COMBINEFUNC = int4pl, PARALLEL = safe);
CREATE AGGREGATE middle(ORDER BY anyelement) (SFUNC = ordered_set_transition, STYPE = internal, FINALFUNC = mode_final, FINALFUNC_EXTRA);
CREATE AGGREGATE lots(*) (SFUNC = int8inc, STYPE = bigint, INITCOND = '0');
COMMENT ON AGGREGATE lots(*) IS 'count';
GRANT EXECUTE ON FUNCTION total(integer) TO howdah_reader;
CREATE VIEW v AS SELECT total(x) FROM generate_series(1, 3) x;
