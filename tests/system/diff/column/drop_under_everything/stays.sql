SELECT id, w FROM t;
