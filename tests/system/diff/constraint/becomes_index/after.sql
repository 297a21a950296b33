CREATE TABLE t (a integer, b integer NOT NULL);
CREATE UNIQUE INDEX x ON t (a);
CREATE UNIQUE INDEX y ON t (b) WHERE a > 0;
