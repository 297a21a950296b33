CREATE TABLE t (a integer);
GRANT SELECT ON t TO howdah_reader WITH GRANT OPTION;
SET ROLE howdah_reader;
GRANT SELECT ON t TO howdah_writer;
RESET ROLE;
