SELECT id, m::text, n::text, ms::text FROM t;
