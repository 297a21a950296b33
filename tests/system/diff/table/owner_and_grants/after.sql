CREATE TABLE t (a integer, b integer, c integer);
ALTER TABLE t OWNER TO howdah_keeper;
GRANT SELECT (b, c) ON t TO howdah_reader WITH GRANT OPTION;
GRANT SELECT, INSERT ON t TO howdah_writer WITH GRANT OPTION;
GRANT SELECT ON t TO PUBLIC;
REVOKE DELETE ON t FROM howdah_keeper;
