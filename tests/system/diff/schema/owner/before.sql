CREATE SCHEMA app AUTHORIZATION howdah_keeper;
GRANT USAGE ON SCHEMA app TO howdah_reader;
