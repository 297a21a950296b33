-- since: 18
CREATE TABLE t (id integer PRIMARY KEY, a integer, gone integer, v integer GENERATED ALWAYS AS (a * 2) VIRTUAL,
    becomes_stored integer GENERATED ALWAYS AS (a + 1) VIRTUAL, becomes_plain integer GENERATED ALWAYS AS (a) VIRTUAL,
    other_source integer GENERATED ALWAYS AS (gone) VIRTUAL);
CREATE VIEW w AS SELECT v, becomes_stored FROM t;
CREATE TABLE p (id integer, a integer) PARTITION BY RANGE (id);
CREATE TABLE p1 PARTITION OF p FOR VALUES FROM (0) TO (100);
