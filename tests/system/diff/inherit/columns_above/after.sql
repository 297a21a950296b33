CREATE TABLE p (a bigint NOT NULL DEFAULT 4, added date, own integer);
CREATE TABLE c (own integer) INHERITS (p);
CREATE TABLE e (extra text) INHERITS (c);
ALTER TABLE c ALTER a SET DEFAULT 9;
