INSERT INTO t (c) VALUES ('x'), ('y');
