SELECT id, extra FROM place;
SELECT count(*) FROM unit;
