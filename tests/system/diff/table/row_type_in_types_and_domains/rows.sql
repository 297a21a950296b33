INSERT INTO a (m) VALUES ('a'),('b');
INSERT INTO k VALUES (1, ROW(1,'a',3));
INSERT INTO b VALUES (1, ROW(ROW(1,'a',1),2), ROW(1,'b',9));
