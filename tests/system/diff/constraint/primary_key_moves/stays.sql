SELECT * FROM t, c;
