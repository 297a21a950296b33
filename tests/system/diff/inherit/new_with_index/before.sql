CREATE TABLE p (a integer);
