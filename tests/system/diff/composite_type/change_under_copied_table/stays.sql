SELECT a, id, (s).low FROM t;
