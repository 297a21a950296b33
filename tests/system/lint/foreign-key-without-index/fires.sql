CREATE TABLE n (a bigint REFERENCES t (id));
