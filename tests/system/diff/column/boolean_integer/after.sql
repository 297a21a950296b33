CREATE TABLE t (id integer, b integer NOT NULL DEFAULT 0, n boolean DEFAULT true, x boolean DEFAULT true);
