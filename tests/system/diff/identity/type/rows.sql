INSERT INTO t (v) VALUES ('a'), ('b');
INSERT INTO s (v) VALUES ('a'), ('b');
