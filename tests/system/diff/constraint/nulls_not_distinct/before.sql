-- since: 15
CREATE TABLE t (a integer, b text);
CREATE TABLE u (a integer, CONSTRAINT u_a UNIQUE (a));
CREATE UNIQUE INDEX u_i ON u (a);
