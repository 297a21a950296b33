ALTER TABLE t ADD COLUMN b int;
SET lock_timeout = '5s';
