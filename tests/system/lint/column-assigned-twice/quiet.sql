UPDATE t SET a[1] = 1, a[2] = 2 WHERE id = 1;
INSERT INTO t (a, b) VALUES (1, 2);
