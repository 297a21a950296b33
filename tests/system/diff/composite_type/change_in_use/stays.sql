SELECT id, (x).a::text, (x).b, (ys[1]).b FROM t;
