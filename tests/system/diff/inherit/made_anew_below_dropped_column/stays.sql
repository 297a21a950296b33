SELECT a, c, d::text FROM below;
