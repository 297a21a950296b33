-- since: 18
CREATE TABLE t (id integer PRIMARY KEY, a integer NOT NULL, b text CONSTRAINT b_there NOT NULL,
    c integer CONSTRAINT k NOT NULL, d integer CONSTRAINT proved_later NOT NULL,
    e uuid DEFAULT gen_random_uuid() CONSTRAINT e_there NOT NULL);
COMMENT ON CONSTRAINT k ON t IS 'why';
COMMENT ON CONSTRAINT b_there ON t IS 'so';
COMMENT ON CONSTRAINT e_there ON t IS 'too';
CREATE TABLE below (CONSTRAINT own NOT NULL a) INHERITS (t);
CREATE TABLE p (id integer, a integer) PARTITION BY RANGE (id);
CREATE TABLE p1 PARTITION OF p (a CONSTRAINT mine NOT NULL) FOR VALUES FROM (0) TO (100);
ALTER TABLE p ADD CONSTRAINT all_of_them NOT NULL a;
