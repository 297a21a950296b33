INSERT INTO t (id, x.a, x.b, ys) VALUES (1, 5, 'b', ARRAY[ROW(6, 'c')::p]);
