SELECT id, k FROM a;
SELECT k FROM b;
SELECT last_value FROM a_id_seq;
