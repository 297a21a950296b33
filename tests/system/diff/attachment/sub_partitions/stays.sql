SELECT a, b, c FROM t ORDER BY b;
