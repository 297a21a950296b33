CREATE TYPE mood AS ENUM ('sad', 'ok', 'happy');
CREATE TABLE t (id integer, m mood NOT NULL DEFAULT 'ok', n text DEFAULT 'sad', ms mood[]);
CREATE INDEX ON t (n) WHERE n = 'ok';
