CREATE TABLE other (a integer PRIMARY KEY);
