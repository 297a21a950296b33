CREATE TABLE a (id integer, x text);
CREATE TABLE b (id integer, x text);
CREATE VIEW v AS SELECT id, x FROM a;
CREATE VIEW w AS SELECT id FROM v;
GRANT SELECT ON w TO howdah_reader;
