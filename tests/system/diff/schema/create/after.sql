CREATE SCHEMA app AUTHORIZATION howdah_keeper;
COMMENT ON SCHEMA app IS 'it''s ours';
GRANT USAGE ON SCHEMA app TO howdah_reader;
CREATE TABLE app.t (a integer);
