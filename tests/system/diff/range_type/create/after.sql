CREATE FUNCTION diff(time, time) RETURNS double precision LANGUAGE sql IMMUTABLE AS 'SELECT extract(epoch FROM $1 - $2)::double precision';
CREATE TYPE times AS RANGE (subtype = time, subtype_diff = diff, multirange_type_name = many_times);
CREATE TYPE floats AS RANGE (subtype = float8, subtype_opclass = float8_ops);
CREATE TABLE t (a times, b many_times, c floats);
COMMENT ON TYPE times IS 'of day';
GRANT USAGE ON TYPE times TO howdah_reader;
