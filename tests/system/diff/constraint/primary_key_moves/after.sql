CREATE TABLE t (a integer NOT NULL, b integer PRIMARY KEY);
CREATE TABLE c (x integer REFERENCES t);
