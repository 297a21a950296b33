CREATE UNLOGGED TABLE t (a integer, b text, c serial);
CREATE TABLE n (a integer, b text);
