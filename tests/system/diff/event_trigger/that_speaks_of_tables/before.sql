CREATE TABLE seen (tag text);
CREATE FUNCTION ef() RETURNS event_trigger LANGUAGE plpgsql AS 'BEGIN INSERT INTO public.seen VALUES (tg_tag); END';
CREATE EVENT TRIGGER e ON ddl_command_end EXECUTE FUNCTION ef();
CREATE TABLE t (a integer);
