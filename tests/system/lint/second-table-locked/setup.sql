CREATE TABLE st_parent (id int PRIMARY KEY);
INSERT INTO st_parent SELECT generate_series(1, 1000);
CREATE TABLE st_child (a int CONSTRAINT st_key REFERENCES st_parent, CONSTRAINT st_check CHECK (a > 0));
