CREATE FUNCTION from_sql(internal) RETURNS internal LANGUAGE internal IMMUTABLE AS 'window_row_number';
CREATE TRANSFORM FOR integer LANGUAGE plpgsql (FROM SQL WITH FUNCTION pg_catalog.varchar_support(internal));
COMMENT ON TRANSFORM FOR integer LANGUAGE plpgsql IS 'own';
