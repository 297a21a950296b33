SELECT id, c::text, d::text FROM b;
SELECT a, h::text FROM k;
SELECT id, m::text, s FROM a;
