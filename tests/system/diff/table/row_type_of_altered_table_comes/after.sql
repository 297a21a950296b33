CREATE TABLE a (x bigint, y text, n integer DEFAULT 3);
CREATE TABLE b (x integer, z integer);
CREATE TABLE u (r a, s a[], n integer);
CREATE TYPE t AS (u u, n integer);
CREATE TABLE w (t t);
