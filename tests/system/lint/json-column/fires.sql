CREATE TABLE n (a json);
