CREATE TABLE b (id integer, x text);
CREATE VIEW v AS SELECT id, x FROM b;
CREATE VIEW w AS SELECT id FROM v;
GRANT SELECT ON w TO howdah_reader;
