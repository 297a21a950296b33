CREATE TABLE t1 (a integer NOT NULL, b text);
CREATE TABLE r (a integer);
CREATE VIEW v AS SELECT * FROM t1;
