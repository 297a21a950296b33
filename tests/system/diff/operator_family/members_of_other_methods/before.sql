CREATE FUNCTION same_box(box, box) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT true';
CREATE TABLE t (x box, n integer);
