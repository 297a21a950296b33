SELECT to_char(at, 'YYYY-MM-DD HH24:MI:SS'), d::date, i, j::text FROM t;
