CREATE TYPE p AS (a integer, c text);
CREATE TABLE t (id integer, x p);
