CREATE TABLE note (id integer NOT NULL, body text, CONSTRAINT note_key PRIMARY KEY (id));
CREATE TABLE order_note (ref integer) INHERITS (note);
CREATE TABLE parcel_note (parcel integer) INHERITS (note);
CREATE VIEW notes AS SELECT id, body FROM note;
CREATE TABLE log (at date NOT NULL, body text, CONSTRAINT log_key PRIMARY KEY (at)) PARTITION BY RANGE (at);
CREATE TABLE log_2023 PARTITION OF log FOR VALUES FROM ('2023-01-01') TO ('2024-01-01');
CREATE VIEW logs AS SELECT at FROM log;
