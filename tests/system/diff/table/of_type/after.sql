CREATE TYPE pair AS (a integer, b text);
CREATE TABLE t (a integer PRIMARY KEY, b text);
CREATE TABLE u OF pair (b WITH OPTIONS DEFAULT 'x');
