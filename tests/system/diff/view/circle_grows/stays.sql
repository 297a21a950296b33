SELECT a FROM v; 
SELECT * FROM reader;
