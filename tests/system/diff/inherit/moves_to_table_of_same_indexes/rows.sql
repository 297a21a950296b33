INSERT INTO order_note VALUES (1, 'x', 2);
INSERT INTO log VALUES ('2023-02-03', 'y');
