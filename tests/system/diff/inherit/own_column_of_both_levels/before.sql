CREATE TABLE above (a integer, z integer);
CREATE TABLE below (b integer, t text) INHERITS (above);
CREATE TABLE lowest (c text) INHERITS (below);
CREATE TABLE leaves (d integer) INHERITS (above);
