SELECT a, d FROM t;
