CREATE TABLE t (a integer, who name);
