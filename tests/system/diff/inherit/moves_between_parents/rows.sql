INSERT INTO c VALUES (1, 2, 'c');
INSERT INTO d (a, own, b) VALUES (3, 'd', 4);
