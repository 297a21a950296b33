-- since: 15
CREATE TABLE t (id integer PRIMARY KEY, v text, w text);
CREATE PUBLICATION pub FOR TABLE t (id, v);
CREATE VIEW v1 AS SELECT id, v, w FROM t;
