CREATE FUNCTION cmp(integer, bigint) RETURNS integer LANGUAGE sql IMMUTABLE AS 'SELECT 1';
CREATE OPERATOR FAMILY fam USING btree;
ALTER OPERATOR FAMILY fam USING btree ADD OPERATOR 1 < (integer, bigint), FUNCTION 1 cmp(integer, bigint);
