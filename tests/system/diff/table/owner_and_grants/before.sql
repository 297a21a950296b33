CREATE TABLE t (a integer, b integer, c integer);
GRANT SELECT (a, b), UPDATE (b) ON t TO howdah_reader;
GRANT ALL ON t TO howdah_writer;
