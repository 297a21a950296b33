CREATE TYPE p AS (a integer, b text);
CREATE TABLE t (id integer, x p, ys p[]);
CREATE VIEW v AS SELECT id, (x).a FROM t;
CREATE INDEX ON t (((x).a));
