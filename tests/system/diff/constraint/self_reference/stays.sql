SELECT id, up FROM t ORDER BY id;
