SELECT (span).low, (edges[1].a).why, (edges[1].b[2]).low, (one).c FROM way;
