CREATE TYPE p AS (a integer, b text, c date);
CREATE FUNCTION f(p) RETURNS p LANGUAGE sql AS 'SELECT $1';
