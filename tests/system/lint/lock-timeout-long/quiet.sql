SET lock_timeout = '5s';
SET LOCAL lock_timeout = 900;
