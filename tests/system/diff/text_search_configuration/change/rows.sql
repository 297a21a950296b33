INSERT INTO t VALUES ('the dog');
