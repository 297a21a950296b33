INSERT INTO way VALUES (1, ROW(3, 'x'), ARRAY[ROW(ROW(1, 'x'), ARRAY[ROW(2, 'y')::span, ROW(3, 'z')::span], 'red')::edge],
    ROW(ROW(1, 'x'), ARRAY[ROW(2, 'y')::span], 'blue'));
