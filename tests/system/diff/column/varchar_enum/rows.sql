INSERT INTO t VALUES (1, 'happy', 'sad', '{ok,sad}');
