CREATE TABLE n (a varchar(3));
