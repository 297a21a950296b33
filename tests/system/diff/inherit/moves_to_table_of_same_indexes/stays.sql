SELECT id, body, ref FROM order_note;
SELECT id, body FROM notes;
SELECT at, body FROM log_2023;
SELECT at FROM logs;
