-- What servers from 18 on have besides.
CREATE TABLE app.newest (
  id integer CONSTRAINT id_is_there NOT NULL NO INHERIT,
  b text, twice integer GENERATED ALWAYS AS (id * 2) VIRTUAL,
  room int4range, during daterange,
  CONSTRAINT booked UNIQUE (room, during WITHOUT OVERLAPS),
  CONSTRAINT unchecked CHECK (id > 0) NOT ENFORCED
);
ALTER TABLE app.newest ADD CONSTRAINT b_is_there NOT NULL b NOT VALID;
CREATE TABLE app.newest_child (CONSTRAINT note_is_there NOT NULL note) INHERITS (app.parent);
CREATE TABLE app.newest_reference (room int4range, during daterange, n integer,
  FOREIGN KEY (room, PERIOD during) REFERENCES app.newest (room, PERIOD during));
CREATE TABLE app.numbered (id bigint GENERATED ALWAYS AS IDENTITY, at date NOT NULL) PARTITION BY RANGE (at);
CREATE TABLE app.numbered_1 PARTITION OF app.numbered FOR VALUES FROM ('2020-01-01') TO ('2021-01-01');
CREATE COLLATION app.folded (provider = builtin, locale = 'C.UTF-8');
