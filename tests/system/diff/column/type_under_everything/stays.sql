SELECT id, v, w FROM t ORDER BY id;
