CREATE TABLE above (a integer);
CREATE TABLE below (c integer, d text) INHERITS (above);
