SELECT k::text, id FROM t ORDER BY id;
