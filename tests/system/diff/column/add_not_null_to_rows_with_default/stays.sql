SELECT id, keep FROM t ORDER BY id;
