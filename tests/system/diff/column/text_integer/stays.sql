SELECT id, a::text, b::text, c::text FROM t;
