SELECT a, b, own FROM c;
SELECT a, b, own FROM d;
