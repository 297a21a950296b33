SELECT id, k FROM t ORDER BY id;
SELECT last_value, is_called FROM t_id_seq;
SELECT id, k FROM s ORDER BY id;
SELECT last_value, is_called FROM s_id_seq;
SELECT id, k FROM gets;
