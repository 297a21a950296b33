CREATE TABLE above (b integer, d integer);
CREATE TABLE below (c integer, a integer) INHERITS (above);
