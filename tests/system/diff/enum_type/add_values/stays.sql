SELECT a::text, c::text FROM t;
