-- since: 18
CREATE TABLE t (id integer PRIMARY KEY, a integer, b text, c integer CONSTRAINT k NOT NULL, d integer);
CREATE TABLE below () INHERITS (t);
ALTER TABLE t ADD CONSTRAINT proved_later NOT NULL d NOT VALID;
CREATE TABLE p (id integer, a integer) PARTITION BY RANGE (id);
CREATE TABLE p1 PARTITION OF p FOR VALUES FROM (0) TO (100);
