CREATE TABLE t (a integer NOT NULL, b integer NOT NULL, PRIMARY KEY (a, b));
CREATE TABLE t2 (a integer NOT NULL, b integer NOT NULL, PRIMARY KEY (b, a));
