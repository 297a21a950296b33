INSERT INTO t (id, x.a, x.c) VALUES (1, 5, 'c');
