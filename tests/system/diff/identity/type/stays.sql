SELECT * FROM t ORDER BY id;
SELECT last_value, is_called FROM t_id_seq;
SELECT last_value, is_called FROM s_id_seq;
