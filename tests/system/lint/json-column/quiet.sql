CREATE TABLE n (a jsonb);
