CREATE TABLE p (a integer);
CREATE TABLE c (a integer, CONSTRAINT c_check CHECK (a > 0));
