CREATE TABLE t (id serial PRIMARY KEY, v text);
CREATE TABLE c (id bigserial, t integer REFERENCES t);
