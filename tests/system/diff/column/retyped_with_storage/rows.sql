INSERT INTO t VALUES ('a', 'b', 'c', 'd', '1'), ('b', 'b', 'c', 'd', '2');
INSERT INTO p VALUES (1, 'x');
