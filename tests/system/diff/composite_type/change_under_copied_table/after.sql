CREATE TYPE span AS (low int, why text);
CREATE TABLE p (a int, id int, s span);
CREATE TABLE q (a int);
CREATE TABLE t () INHERITS (p);
