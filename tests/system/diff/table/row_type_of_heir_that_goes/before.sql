CREATE TABLE p (b integer, c text);
CREATE TABLE h (d bigint NOT NULL) INHERITS (p);
CREATE TABLE u (r h, s h[]);
