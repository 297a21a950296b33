CREATE TABLE n (a bigserial);
