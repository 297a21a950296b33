CREATE TABLE a (x bigint PRIMARY KEY, y text);
CREATE TABLE b (id int, c a, d a[]);
