SELECT x::integer FROM a;
SELECT r::text FROM b;
SELECT t::text FROM c;
