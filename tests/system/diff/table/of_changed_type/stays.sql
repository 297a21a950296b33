SELECT a, b FROM t;
SELECT a, b FROM u;
SELECT a, b FROM g;
SELECT a, m::text FROM f;
SELECT a, b FROM l;
SELECT a FROM v;
