CREATE TABLE t (a integer, b text);
CREATE TABLE t1 (a integer, b text);
CREATE TABLE t2 (a integer, b text);
