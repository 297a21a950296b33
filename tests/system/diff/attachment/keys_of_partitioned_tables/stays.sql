SELECT a, b FROM p;
SELECT a, x FROM c;
