\restrict x
SET search_path = app;
create type t as enum ('a', -- renamed from: 'b'
'c');
select pg_catalog.set_config('search_path', '', false);
alter table only t add constraint k foreign key (a, b) references u;
\unrestrict x
