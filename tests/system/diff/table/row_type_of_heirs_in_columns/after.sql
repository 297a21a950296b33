CREATE TABLE p (x bigint, y text);
CREATE TABLE a (z int) INHERITS (p);
CREATE TABLE b (id int, c a, d p);
