CREATE TABLE n (id bigint PRIMARY KEY, a int);
