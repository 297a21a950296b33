CREATE TABLE a (id integer PRIMARY KEY, x varchar(30), z integer);
CREATE TABLE b (id integer, y integer);
CREATE VIEW v AS SELECT a.*, b.y FROM a JOIN b USING (id);
CREATE VIEW g AS SELECT a.id, a.x, a.z, count(*) FROM a GROUP BY a.id;
