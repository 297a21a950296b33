CREATE SEQUENCE s2;
CREATE FUNCTION d(integer DEFAULT 3) RETURNS integer LANGUAGE sql AS 'SELECT 1';
CREATE TABLE t (a integer, b integer DEFAULT d(2), c integer DEFAULT d(), d integer DEFAULT nextval('s2'), e text DEFAULT 'x''y', f timestamptz DEFAULT CURRENT_TIMESTAMP);
