CREATE DOMAIN email AS text CHECK (VALUE LIKE '%@%');
CREATE TABLE t (a email DEFAULT 'x@y', b varchar(50) NOT NULL);
CREATE INDEX ON t (lower(a));
