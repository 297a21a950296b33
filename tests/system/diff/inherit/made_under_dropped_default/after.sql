CREATE TABLE p (a integer, b integer);
CREATE TABLE c (a integer NOT NULL, d bigint) INHERITS (p);
