CREATE TABLE thing (id integer PRIMARY KEY);
CREATE TABLE rare_thing (why text) INHERITS (thing);
CREATE TABLE other (id integer PRIMARY KEY);
CREATE PUBLICATION things FOR TABLE thing, other;
