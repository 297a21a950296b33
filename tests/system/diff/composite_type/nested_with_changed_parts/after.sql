CREATE TYPE colour AS ENUM ('new', 'red', 'blue');
CREATE TYPE span AS (first text, low integer, why text);
CREATE TYPE edge AS (a span, b span[], c colour);
CREATE TABLE way (id integer, span span, edges edge[], one edge);
