INSERT INTO word (body) VALUES ('four');
