CREATE TABLE a (x integer, y text);
CREATE TABLE b (x integer, z integer);
CREATE TABLE u (r b, s b[]);
