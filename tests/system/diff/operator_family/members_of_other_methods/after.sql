CREATE FUNCTION same_box(box, box) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT true';
CREATE OPERATOR === (FUNCTION = same_box, LEFTARG = box, RIGHTARG = box, COMMUTATOR = ===);
CREATE OPERATOR CLASS boxes FOR TYPE box USING gist AS
    OPERATOR 3 &&, OPERATOR 6 ===,
    FUNCTION 1 gist_box_consistent (internal, box, smallint, oid, internal),
    FUNCTION 2 gist_box_union (internal, internal),
    FUNCTION 5 gist_box_penalty (internal, internal, internal),
    FUNCTION 6 gist_box_picksplit (internal, internal),
    FUNCTION 7 gist_box_same (box, box, internal);
CREATE OPERATOR CLASS integers FOR TYPE integer USING btree AS
    OPERATOR 1 <, OPERATOR 2 <=, OPERATOR 3 =, OPERATOR 4 >=, OPERATOR 5 >,
    FUNCTION 1 btint4cmp(integer, integer), FUNCTION 2 btint4sortsupport(internal);
CREATE TABLE t (x box, n integer, CONSTRAINT apart EXCLUDE USING gist (x boxes WITH ===));
CREATE INDEX t_n ON t (n integers);

