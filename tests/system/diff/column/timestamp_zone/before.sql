CREATE TABLE t (id integer, at timestamp DEFAULT now(), d date, i interval, j json);
CREATE INDEX ON t (at);
