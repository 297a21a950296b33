-- Before version 18 a table may lack the NOT NULL, and any may lack the default, of the one above.
-- until: 17
-- also: 14
CREATE TABLE measured (at timestamptz NOT NULL, unit text, value int);
CREATE TABLE guessed (why text) INHERITS (measured);
CREATE TABLE dreamt () INHERITS (guessed);
CREATE TABLE apart (at timestamptz, unit text, value int);
