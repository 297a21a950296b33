INSERT INTO t (v) VALUES ('a'), ('b');
INSERT INTO c (t) VALUES (1), (2), (2);
