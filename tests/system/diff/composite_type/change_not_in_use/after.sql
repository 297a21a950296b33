CREATE TYPE p AS (a bigint, c date, d text COLLATE "C");
CREATE FUNCTION f(p) RETURNS p LANGUAGE sql AS 'SELECT $1';
