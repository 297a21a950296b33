CREATE TABLE t (id integer, at timestamptz DEFAULT now(), d timestamp(3), i interval second(2), j jsonb);
CREATE INDEX ON t (at);
