CREATE TABLE t (a integer, b text);
CREATE TABLE m (a integer, b text);
CREATE INDEX mi ON m (a);
GRANT SELECT ON m TO howdah_reader;
