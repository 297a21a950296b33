SELECT id, (c).y, (d[2]).x FROM b;
SELECT x, y FROM a;
