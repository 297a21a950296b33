SELECT id, a::text, b::text, d::text FROM t ORDER BY id;
