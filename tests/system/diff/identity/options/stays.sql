SELECT * FROM t ORDER BY a;
SELECT last_value, is_called FROM t_a_seq;
