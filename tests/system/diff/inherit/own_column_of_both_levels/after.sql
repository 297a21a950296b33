CREATE TABLE above (b integer, n integer NOT NULL DEFAULT 1, t integer, c integer);
CREATE TABLE below (n integer NOT NULL DEFAULT 1, t integer, b integer) INHERITS (above);
CREATE TABLE leaves (a integer, z integer, d integer);
