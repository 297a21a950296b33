SELECT count(*), sum(a), sum(b), min(c), max(c) FROM t;
SELECT count(*) FROM t1;
SELECT count(*) FROM v;
