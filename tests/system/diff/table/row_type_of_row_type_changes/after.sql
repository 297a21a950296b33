CREATE TABLE a (x numeric);
CREATE TABLE b (r a);
CREATE TYPE t AS (b b, n integer);
CREATE TABLE c (t t);
