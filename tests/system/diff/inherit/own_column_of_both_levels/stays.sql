SELECT b, t::text FROM below;
SELECT a, z, d FROM leaves;
