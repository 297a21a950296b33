CREATE TABLE t (id integer, tag text[], tags text[] NOT NULL DEFAULT '{}');
