CREATE TABLE p (a integer);
CREATE TABLE c (b integer, UNIQUE (b)) INHERITS (p);
CREATE INDEX ca ON c (a);
