-- since: 18
CREATE TABLE t (id integer PRIMARY KEY, a smallint, v bigint NOT NULL GENERATED ALWAYS AS (a * 3) VIRTUAL,
    becomes_stored integer GENERATED ALWAYS AS (a + 1) STORED, becomes_plain integer,
    other_source integer GENERATED ALWAYS AS (a) VIRTUAL, CHECK (v > 0));
CREATE VIEW w AS SELECT v, becomes_stored FROM t;
CREATE TABLE p (id integer, a integer, v integer GENERATED ALWAYS AS (a * 2) VIRTUAL) PARTITION BY RANGE (id);
CREATE TABLE p1 PARTITION OF p FOR VALUES FROM (0) TO (100);
