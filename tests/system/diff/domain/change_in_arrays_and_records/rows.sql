INSERT INTO t VALUES (1, 2, '{3,4}', '(5,6)', 7, '{a,b}'), (2, NULL, NULL, NULL, NULL, NULL);
