SELECT id, x, y::text, z::text, w, l::text FROM t ORDER BY id;
SELECT y::text, z::text FROM v ORDER BY 1;
