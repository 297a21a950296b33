CREATE TABLE a (x int PRIMARY KEY, y text);
CREATE TABLE b (id int, c a, d a[]);
