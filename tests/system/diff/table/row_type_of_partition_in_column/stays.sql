SELECT id, c::text FROM b;
SELECT x, y::text FROM a;
