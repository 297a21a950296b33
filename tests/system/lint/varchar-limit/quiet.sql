CREATE TABLE n (a varchar, b text);
