CREATE TYPE c AS (a integer);
CREATE TYPE e AS ENUM ('x');
