SELECT id, c::text, d::text FROM b;
SELECT x::text, y FROM a;
