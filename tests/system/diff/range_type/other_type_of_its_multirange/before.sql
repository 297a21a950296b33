CREATE TYPE lengths AS RANGE (subtype = float8, multirange_type_name = many_lengths);
CREATE FUNCTION widest(many_lengths) RETURNS float8 LANGUAGE sql RETURN upper($1);
