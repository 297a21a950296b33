CREATE TABLE above (a integer, b integer);
CREATE TABLE below (c integer) INHERITS (above);
CREATE VIEW v AS SELECT b FROM below;
