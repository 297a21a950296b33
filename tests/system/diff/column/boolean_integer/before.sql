CREATE TABLE t (id integer, b boolean NOT NULL DEFAULT false, n integer DEFAULT 1, x text DEFAULT 'true');
