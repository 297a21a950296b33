CREATE TABLE a (x int PRIMARY KEY, y text, z int NOT NULL DEFAULT 7);
CREATE TABLE b (id int, c a, d a[]);
