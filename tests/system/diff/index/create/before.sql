CREATE TABLE t (a integer, b text, c tsvector, d point, e int[]);
