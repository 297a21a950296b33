CREATE TABLE t (a numeric(14, 4), b varchar(10), c text, d numeric, e bigint, f bit varying(5), g text, h bigint);
