SELECT last_value FROM a_id_seq;
