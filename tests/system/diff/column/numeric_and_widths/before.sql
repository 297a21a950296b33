CREATE TABLE t (a numeric(10, 2), b varchar(20), c char(5), d real, e smallint, f bit(3), g bytea, h oid);
