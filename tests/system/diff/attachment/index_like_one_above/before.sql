CREATE TABLE t (a integer NOT NULL, b integer NOT NULL) PARTITION BY RANGE (a);
CREATE TABLE t1 (a integer NOT NULL, b integer NOT NULL);
CREATE UNIQUE INDEX t1_own ON t1 (a, b);
CREATE INDEX t1_other ON t1 (b);
