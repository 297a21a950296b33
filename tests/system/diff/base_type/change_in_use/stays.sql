SELECT x::text, y::text FROM t ORDER BY 1;
