UPDATE t SET a = 1, a = 2 WHERE id = 1;
INSERT INTO t (a, a) VALUES (1, 2);
