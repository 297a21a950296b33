create table a (b int -- renamed from: c
, exclude int, exclude using gist (b with =), , not null b, unique (b)) partition by range (b);create table e partition of a (b references a) default;