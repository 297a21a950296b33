CREATE TABLE n (a timestamptz);
