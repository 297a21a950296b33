CREATE TYPE e AS ENUM ('a', 'b');
CREATE TABLE t (a e, b varchar(9), c text, d bytea, f text);
ALTER TABLE t ALTER b SET COMPRESSION pglz, ALTER c SET COMPRESSION pglz, ALTER c SET STORAGE external,
    ALTER d SET STORAGE external;
CREATE TABLE p (id integer, a varchar(9)) PARTITION BY LIST (id);
CREATE TABLE q PARTITION OF p DEFAULT;
ALTER TABLE q ALTER a SET STORAGE external, ALTER a SET COMPRESSION pglz;
