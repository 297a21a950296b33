CREATE TABLE p (a integer, b integer);
CREATE TABLE q (a integer);
CREATE TABLE r (a integer, b integer);
CREATE TABLE c (own text) INHERITS (r);
CREATE TABLE d (own text, added integer, b integer) INHERITS (r);
