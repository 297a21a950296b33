CREATE TABLE t (id integer, CONSTRAINT used CHECK (id > 0));
CREATE INDEX taken ON t (id);
CREATE SEQUENCE s;
