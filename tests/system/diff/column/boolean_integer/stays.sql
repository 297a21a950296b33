SELECT id, b::int, n::int, x::text FROM t;
