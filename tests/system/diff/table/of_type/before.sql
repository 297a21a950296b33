CREATE TYPE pair AS (a integer, b text);
CREATE TABLE t OF pair (PRIMARY KEY (a));
CREATE TABLE u (a integer, b text);
