SELECT * FROM t, u;
