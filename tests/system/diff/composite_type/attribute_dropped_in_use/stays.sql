SELECT id, (x).a, (x).c FROM t;
