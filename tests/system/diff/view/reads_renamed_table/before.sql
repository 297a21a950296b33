CREATE TABLE shelf (id serial, code text, CONSTRAINT shelf_key PRIMARY KEY (id), CONSTRAINT shelf_code UNIQUE (code));
CREATE INDEX shelf_lower ON shelf (lower(code));
CREATE VIEW shelves AS SELECT id, code FROM shelf;
CREATE TABLE box (id integer GENERATED ALWAYS AS IDENTITY (SEQUENCE NAME box_numbers), shelf integer REFERENCES shelf,
    CONSTRAINT box_key PRIMARY KEY (id));
CREATE VIEW boxes AS SELECT b.id, s.code FROM box b JOIN shelves s ON s.id = b.shelf;
COMMENT ON VIEW shelves IS 'what stands where';
GRANT SELECT ON shelves TO howdah_reader;
