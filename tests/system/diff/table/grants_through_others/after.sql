CREATE TABLE t (a integer);
GRANT SELECT ON t TO howdah_reader WITH GRANT OPTION;
