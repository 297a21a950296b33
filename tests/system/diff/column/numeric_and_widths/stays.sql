SELECT a::numeric(10, 2), b, trim(c), d::real, e::int, f::text, h::int FROM t;
