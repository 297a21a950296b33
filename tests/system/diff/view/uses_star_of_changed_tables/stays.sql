SELECT id, x FROM a;
SELECT id, y::text FROM b;
