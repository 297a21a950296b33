CREATE TABLE base (id integer, live boolean);
CREATE VIEW t AS SELECT id FROM base WHERE live;
GRANT SELECT ON t TO howdah_reader;
COMMENT ON VIEW t IS 'view';
