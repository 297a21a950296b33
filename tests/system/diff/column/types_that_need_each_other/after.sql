CREATE TABLE t (
    id integer PRIMARY KEY,
    a bigint NOT NULL
);
CREATE FUNCTION greatest_a() RETURNS bigint LANGUAGE sql STABLE
    BEGIN ATOMIC SELECT max(a) FROM t; END;
CREATE DOMAIN small AS bigint CHECK (VALUE < greatest_a() * 100);
ALTER TABLE t ADD COLUMN b small;
