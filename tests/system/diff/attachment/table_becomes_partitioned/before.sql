CREATE TABLE t (a integer NOT NULL, b text, PRIMARY KEY (a));
CREATE INDEX tb ON t (b);
GRANT SELECT ON t TO howdah_reader;
COMMENT ON TABLE t IS 'rows';
CREATE VIEW v AS SELECT a FROM t;
