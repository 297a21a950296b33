CREATE TABLE t (a integer, b text, c serial) PARTITION BY LIST (b);
CREATE TABLE t_a PARTITION OF t FOR VALUES IN ('a');
CREATE TABLE t_rest PARTITION OF t DEFAULT PARTITION BY RANGE (a);
CREATE TABLE t_rest_1 PARTITION OF t_rest FOR VALUES FROM (MINVALUE) TO (10);
CREATE TABLE t_rest_2 PARTITION OF t_rest DEFAULT;
CREATE TABLE n (a integer, b text, added integer DEFAULT 7) PARTITION BY RANGE (a);
CREATE TABLE a_partition_with_a_name_that_is_as_long_as_it_can_be_in_psql1 PARTITION OF n FOR VALUES FROM (1) TO (10);
CREATE TABLE a_partition_with_a_name_that_is_as_long_as_it_can_be_in_psql2 PARTITION OF n DEFAULT;
