CREATE TYPE p AS (a integer, b text, c text);
CREATE TABLE t (id integer, x p);
