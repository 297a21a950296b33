SELECT count(*), sum(id) FROM a.t;
