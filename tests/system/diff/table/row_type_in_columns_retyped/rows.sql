INSERT INTO a VALUES (1,'one'),(2,'two');
INSERT INTO b VALUES (1, ROW(1,'one'), ARRAY[ROW(1,'one')::a, ROW(2,'two')::a]), (2, NULL, NULL);
