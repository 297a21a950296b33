CREATE UNLOGGED TABLE t (id integer PRIMARY KEY, v text) WITH (fillfactor = 90, toast.autovacuum_enabled = false, parallel_workers = 2);
