CREATE TABLE p (a integer, gone text);
CREATE TABLE c (own integer) INHERITS (p);
CREATE TABLE e () INHERITS (c);
