CREATE TABLE t (id integer, tag text, tags text[]);
