create table a (like howdah.base_model including all, b int constraint c references d (e) on delete set null (b) not null, foreign key (b) references d);
create table d (e int references a); -- renamed from: f
