CREATE TABLE base (id integer, live boolean);
CREATE TABLE t (id integer);
GRANT SELECT ON t TO howdah_reader;
COMMENT ON TABLE t IS 'table';
