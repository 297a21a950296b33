CREATE TYPE p AS (a bigint, b text, c integer);
CREATE TABLE t (id integer, x p, ys p[]);
CREATE VIEW v AS SELECT id, (x).a FROM t;
CREATE INDEX ON t (((x).a));
