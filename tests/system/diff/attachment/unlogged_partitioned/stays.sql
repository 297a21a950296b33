SELECT a, b FROM t ORDER BY a;
SELECT last_value, is_called FROM t_a_seq;
SELECT a FROM v ORDER BY a;
