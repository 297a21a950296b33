CREATE TABLE t (id integer PRIMARY KEY, state text NOT NULL DEFAULT 'new', keep integer NOT NULL DEFAULT 7);
