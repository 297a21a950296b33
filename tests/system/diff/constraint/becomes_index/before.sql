CREATE TABLE t (a integer, b integer, CONSTRAINT x UNIQUE (a), CONSTRAINT y PRIMARY KEY (b));
