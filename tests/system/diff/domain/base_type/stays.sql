SELECT t.id::text, x::text FROM t JOIN c USING (id);
