CREATE DOMAIN email AS text CHECK (VALUE LIKE '%@%');
CREATE TABLE t (a text DEFAULT 'x@y', b email NOT NULL);
CREATE INDEX ON t (lower(a));
