CREATE TABLE p (a integer, b integer);
CREATE TABLE q (a integer);
CREATE TABLE c (own text) INHERITS (p);
CREATE TABLE d (own text, b integer) INHERITS (q);
