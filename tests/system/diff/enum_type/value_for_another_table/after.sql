CREATE TYPE e AS ENUM ('a', 'b', 'c');
CREATE TABLE o (id integer, c e DEFAULT 'c');
CREATE VIEW v AS SELECT id, c FROM o;
CREATE INDEX i ON o (c) WHERE c = 'c';
