CREATE FUNCTION f(IN a integer, OUT b text, INOUT c integer DEFAULT 3, VARIADIC d text[] DEFAULT '{}') LANGUAGE plpgsql STABLE STRICT SECURITY DEFINER PARALLEL SAFE COST 5 SET search_path = pg_catalog, 'My Schema' SET work_mem = '1MB' AS $f$BEGIN b := $$a;b$$; END$f$;
CREATE FUNCTION rows_(n integer) RETURNS TABLE (x integer, y text) LANGUAGE sql ROWS 7 AS 'SELECT 1, ''a''';
CREATE FUNCTION w(integer) RETURNS integer LANGUAGE internal WINDOW AS 'window_row_number';
CREATE FUNCTION atom(a integer) RETURNS integer LANGUAGE sql BEGIN ATOMIC SELECT 1; SELECT a + 1; END;
CREATE FUNCTION poly(anyelement) RETURNS anyarray LANGUAGE sql AS 'SELECT ARRAY[$1]';
REVOKE ALL ON FUNCTION f FROM PUBLIC;
GRANT EXECUTE ON FUNCTION f TO howdah_reader;
COMMENT ON FUNCTION atom(integer) IS 'body; with semicolon';
ALTER FUNCTION atom(integer) OWNER TO howdah_keeper;
