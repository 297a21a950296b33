CREATE TABLE n (a bigint REFERENCES t (id), b bigint REFERENCES t (id));
CREATE INDEX ON n (a);
CREATE INDEX ON n (b, a);
