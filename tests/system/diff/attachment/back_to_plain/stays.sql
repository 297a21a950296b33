SELECT a, b, c FROM t ORDER BY c;
SELECT last_value FROM t_c_seq;
SELECT a, b FROM n ORDER BY b;
