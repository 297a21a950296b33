CREATE TABLE translated (id integer NOT NULL, lang text DEFAULT 'en', label text);
CREATE TABLE unit (note text);
CREATE TABLE place (id integer, extra text);
CREATE INDEX place_extra ON place (extra);
CREATE VIEW places AS SELECT extra FROM place;
