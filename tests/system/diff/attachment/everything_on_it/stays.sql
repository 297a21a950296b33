SELECT id, day, kind, mood::text, twice, "Odd name" FROM t ORDER BY id;
SELECT id, mood::text FROM v ORDER BY id;
SELECT n FROM m;
SELECT id, day FROM child;
SELECT last_value, is_called FROM t_id_seq;
SELECT first_of(t) FROM t ORDER BY 1;
