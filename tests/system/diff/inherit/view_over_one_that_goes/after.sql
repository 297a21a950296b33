CREATE TABLE above (a integer);
