CREATE TABLE p (b integer, d text NOT NULL);
CREATE TABLE u (r p, s p[]);
