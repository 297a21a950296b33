SELECT id, remark, grade FROM reviewed ORDER BY id;
SELECT line, grade FROM lines;
SELECT at, size FROM sizes_2023;
