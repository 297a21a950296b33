INSERT INTO place VALUES (1, 'x');
