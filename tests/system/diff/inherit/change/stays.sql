SELECT a, b, x FROM c;
SELECT a, b, z FROM d;
