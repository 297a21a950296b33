CREATE TABLE t (a integer, b text);
CREATE INDEX i1 ON t (a) WITH (fillfactor = 70, deduplicate_items = off);
CREATE INDEX i2 ON t (a, b);
CREATE INDEX i3 ON t ((a + 1));
ALTER TABLE t CLUSTER ON i1;
COMMENT ON INDEX i2 IS 'two';
