CREATE TYPE span AS (low int, high int);
CREATE TABLE p (a int);
CREATE TABLE q (a int);
CREATE TABLE t (id int, s span) INHERITS (p);
