CREATE TABLE t (a bigint, b numeric GENERATED ALWAYS AS (a * 2.5) STORED);
