INSERT INTO t VALUES ('A'), ('b');
