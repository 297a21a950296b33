SELECT h::text FROM t;
