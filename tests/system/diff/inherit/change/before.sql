CREATE TABLE p (a integer, b text, CHECK (a > 0));
CREATE TABLE q (z integer);
CREATE TABLE c (a integer, b text, x integer, CONSTRAINT p_a_check CHECK (a > 0)) INHERITS (p);
CREATE TABLE d (a integer, b text, z integer, CONSTRAINT p_a_check CHECK (a > 0));
