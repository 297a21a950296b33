CREATE TYPE mood AS ENUM ('sad', 'ok', 'happy');
CREATE TABLE t (id integer, m varchar(10) NOT NULL DEFAULT 'ok', n mood DEFAULT 'sad', ms text[]);
CREATE INDEX ON t (n) WHERE n = 'ok';
ALTER TABLE t ADD CONSTRAINT m_known CHECK (m IN ('sad', 'ok', 'happy'));
