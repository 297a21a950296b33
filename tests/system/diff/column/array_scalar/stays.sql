SELECT id, tags FROM t;
