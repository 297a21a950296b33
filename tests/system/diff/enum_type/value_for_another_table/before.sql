CREATE TYPE e AS ENUM ('a', 'b');
CREATE TABLE t (id integer, c e);
CREATE VIEW v AS SELECT id, c FROM t;
CREATE INDEX i ON t (c) WHERE c = 'a';
