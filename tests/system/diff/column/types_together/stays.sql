SELECT id, low, high, code, word::text, kept FROM t ORDER BY id;
SELECT t_id, t_low, note FROM o ORDER BY t_id;
