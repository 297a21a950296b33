CREATE TABLE t (id bigint, a int);
CREATE INDEX t_a ON t (a);
CREATE INDEX CONCURRENTLY o_a ON o (a);
CREATE TEMP TABLE x (a int);
CREATE INDEX ON x (a);
