-- since: 18
-- needs: btree_gist
CREATE EXTENSION btree_gist;
CREATE TABLE p (id integer, during tstzrange);
CREATE TABLE c (id integer, p integer, during tstzrange);
