CREATE TABLE t (a integer, b integer, c int4range);
CREATE TABLE r (a integer);
