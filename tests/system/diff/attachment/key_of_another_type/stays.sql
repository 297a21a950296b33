SELECT count(*), sum(a), min(b), max(b) FROM t;
SELECT count(*), sum(a::integer), min(b), max(b) FROM u;
SELECT count(*), sum(a::integer) FROM h;
SELECT a::date, b FROM e;
