CREATE TABLE measured (at timestamptz NOT NULL, unit text NOT NULL, value int, place text NOT NULL DEFAULT 'x',
                       note text DEFAULT 'n');
CREATE TABLE guessed (why text) INHERITS (measured);
ALTER TABLE guessed ALTER unit DROP NOT NULL, ALTER place DROP NOT NULL, ALTER note DROP DEFAULT;
CREATE TABLE dreamt () INHERITS (guessed);
ALTER TABLE dreamt ALTER at DROP NOT NULL, ALTER unit SET NOT NULL;
CREATE TABLE apart (at timestamptz NOT NULL, unit text NOT NULL, value int, place text NOT NULL, note text);
ALTER TABLE apart INHERIT measured;
ALTER TABLE apart ALTER at DROP NOT NULL, ALTER place DROP NOT NULL, ALTER place SET DEFAULT 'x';
CREATE TABLE wished () INHERITS (measured);
ALTER TABLE wished ALTER at DROP NOT NULL;
