SELECT last_value FROM s;
SELECT last_value FROM r;
SELECT last_value FROM q;
