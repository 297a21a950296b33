CREATE TABLE reviewed (id integer, remark text, grade integer, gone text DEFAULT 'x');
CREATE TABLE reviewed_page (page integer) INHERITS (reviewed);
CREATE TABLE reviewed_line (line integer) INHERITS (reviewed_page);
ALTER TABLE reviewed_line ALTER grade SET DEFAULT 3;
CREATE VIEW pages AS SELECT page, remark, gone FROM reviewed_page;
CREATE VIEW lines AS SELECT line, grade, gone FROM reviewed_line;
CREATE INDEX page_gone ON reviewed_page (gone, page);
CREATE INDEX line_gone ON reviewed_line (gone);
CREATE FUNCTION page_is_marked() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN new; END';
CREATE TRIGGER marked BEFORE UPDATE OF remark, gone ON reviewed_page FOR EACH ROW WHEN (new.gone <> old.gone)
    EXECUTE FUNCTION page_is_marked();
CREATE TABLE measured (at date NOT NULL, size integer, gone text) PARTITION BY RANGE (at);
CREATE TABLE measured_2023 PARTITION OF measured FOR VALUES FROM ('2023-01-01') TO ('2024-01-01');
CREATE VIEW sizes_2023 AS SELECT at, size FROM measured_2023;
CREATE VIEW gone_2023 AS SELECT at, gone FROM measured_2023;
CREATE INDEX size_2023 ON measured_2023 (gone);
