CREATE TABLE p (x int, y text);
CREATE TABLE a (z int) INHERITS (p);
CREATE TABLE b (id int, c a, d p);
