CREATE EXTENSION btree_gist;
CREATE TABLE p (id integer, during tstzrange, PRIMARY KEY (id, during WITHOUT OVERLAPS));
CREATE TABLE c (id integer, p integer, during tstzrange, FOREIGN KEY (p, PERIOD during) REFERENCES p (id, PERIOD during));
