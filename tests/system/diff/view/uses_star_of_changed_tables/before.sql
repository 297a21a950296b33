CREATE TABLE a (id integer PRIMARY KEY, x text);
CREATE TABLE b (id integer, y text);
CREATE VIEW v AS SELECT a.*, b.y FROM a JOIN b USING (id);
CREATE VIEW g AS SELECT a.id, a.x, count(*) FROM a GROUP BY a.id;
