-- Something of every kind and attribute that a snapshot knows, for servers from 14 on.
SET check_function_bodies = off;
CREATE SCHEMA app;
CREATE SCHEMA "Odd name";
COMMENT ON SCHEMA app IS 'the application''s own';
GRANT USAGE ON SCHEMA app TO howdah_reader;
GRANT USAGE, CREATE ON SCHEMA app TO howdah_writer WITH GRANT OPTION;

-- types
CREATE TYPE app.mood AS ENUM ('sad', 'ok', 'it''s "fine"');
ALTER TYPE app.mood ADD VALUE 'better' BEFORE 'ok';
COMMENT ON TYPE app.mood IS 'how one feels';
CREATE TYPE app.nothing AS ENUM ();
CREATE DOMAIN app.email AS text COLLATE "C" DEFAULT 'nobody@localhost' NOT NULL
  CONSTRAINT has_at CHECK (VALUE LIKE '%@%') CONSTRAINT is_short CHECK (length(VALUE) < 100);
ALTER DOMAIN app.email ADD CONSTRAINT no_blank CHECK (VALUE !~ ' ') NOT VALID;
COMMENT ON DOMAIN app.email IS 'an address';
COMMENT ON CONSTRAINT has_at ON DOMAIN app.email IS 'as all have';
CREATE TYPE app.money AS (amount numeric(12, 2), currency varchar(3) COLLATE "C", mood app.mood);
COMMENT ON COLUMN app.money.amount IS 'how much';
CREATE TYPE app.empty AS ();
CREATE FUNCTION app.float8_distance(a float8, b float8) RETURNS float8 LANGUAGE sql IMMUTABLE AS 'SELECT a - b';
CREATE TYPE app.float_range AS RANGE (SUBTYPE = float8, SUBTYPE_DIFF = app.float8_distance,
  MULTIRANGE_TYPE_NAME = app.float_ranges);
CREATE TYPE app.text_range AS RANGE (SUBTYPE = text, COLLATION = "C");
CREATE TYPE app.shell;
REVOKE USAGE ON TYPE app.mood FROM PUBLIC;
GRANT USAGE ON TYPE app.mood TO howdah_reader;
CREATE COLLATION app.german (provider = libc, locale = 'C');
CREATE COLLATION app.split (provider = libc, lc_collate = 'C', lc_ctype = 'POSIX');

-- sequences
CREATE SEQUENCE app.numbers AS smallint START 7 INCREMENT 3 MINVALUE 4 MAXVALUE 1000 CACHE 5 CYCLE;
CREATE SEQUENCE app.down INCREMENT -1;
GRANT USAGE ON SEQUENCE app.numbers TO howdah_reader;

-- functions
CREATE FUNCTION app.add(a integer, b integer DEFAULT 1) RETURNS integer
  LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE LEAKPROOF COST 3 AS $$ SELECT a + b $$;
CREATE FUNCTION app.add(a text, VARIADIC b text[]) RETURNS text LANGUAGE sql AS $$ SELECT a $$;
CREATE FUNCTION app.later() RETURNS bigint LANGUAGE sql AS $$ SELECT count(*) FROM app.users $$;
CREATE FUNCTION app.many(OUT x integer, OUT y text) RETURNS SETOF record
  LANGUAGE plpgsql SECURITY DEFINER SET search_path TO app, pg_temp SET work_mem TO '4MB' ROWS 5
  AS $body$ BEGIN RETURN QUERY SELECT 1, 'a'::text; END $body$;
CREATE FUNCTION app.table_of(n integer) RETURNS TABLE (id integer, name text) LANGUAGE sql
  BEGIN ATOMIC SELECT g, g::text FROM generate_series(1, n) AS g; END;
CREATE PROCEDURE app.work(INOUT x integer) LANGUAGE plpgsql AS $$ BEGIN x := x + 1; END $$;
CREATE FUNCTION app.touch() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$;
CREATE FUNCTION app.on_ddl() RETURNS event_trigger LANGUAGE plpgsql AS $$ BEGIN NULL; END $$;
REVOKE EXECUTE ON FUNCTION app.add(integer, integer) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION app.add(integer, integer) TO howdah_reader;
GRANT EXECUTE ON PROCEDURE app.work(integer) TO howdah_reader WITH GRANT OPTION;
COMMENT ON FUNCTION app.add(integer, integer) IS 'adds';
COMMENT ON PROCEDURE app.work(integer) IS 'works';
CREATE AGGREGATE app.total(integer) (SFUNC = int4pl, STYPE = integer, INITCOND = '0', PARALLEL = SAFE,
  COMBINEFUNC = int4pl);
CREATE AGGREGATE app.rows(*) (SFUNC = int8inc, STYPE = bigint, INITCOND = '0');
CREATE AGGREGATE app.middle(float8 ORDER BY anyelement) (SFUNC = ordered_set_transition, STYPE = internal,
  FINALFUNC = percentile_disc_final, FINALFUNC_EXTRA);
REVOKE EXECUTE ON FUNCTION app.middle(float8, anyelement) FROM PUBLIC;
COMMENT ON AGGREGATE app.rows(*) IS 'how many';
GRANT EXECUTE ON FUNCTION app.rows() TO howdah_reader;
REVOKE EXECUTE ON FUNCTION app.rows() FROM PUBLIC;
CREATE FUNCTION app.mood_number(app.mood) RETURNS integer LANGUAGE sql IMMUTABLE AS 'SELECT 1';
CREATE OPERATOR app.<+> (FUNCTION = app.add, LEFTARG = integer, RIGHTARG = integer);
COMMENT ON OPERATOR app.<+> (integer, integer) IS 'adds, too';
CREATE CAST (app.mood AS integer) WITH FUNCTION app.mood_number(app.mood) AS ASSIGNMENT;

-- tables
CREATE TABLE app.users (
  id bigint GENERATED ALWAYS AS IDENTITY (START WITH 10 INCREMENT BY 5),
  old_id serial,
  email app.email,
  name varchar(40) COLLATE "C" NOT NULL DEFAULT 'x',
  price numeric(10, 2) DEFAULT 0 CONSTRAINT price_positive CHECK (price >= 0),
  full_name text GENERATED ALWAYS AS (upper(name)) STORED,
  mood app.mood DEFAULT 'ok',
  moods app.mood[] DEFAULT ARRAY['ok'::app.mood],
  tags text[] DEFAULT '{}' NOT NULL,
  at timestamptz DEFAULT now(),
  until timestamptz DEFAULT '2020-02-02 10:00:00+01',
  wait interval(3) DEFAULT '1 day 02:00:00',
  data jsonb, worth app.money, span app.float_range,
  number integer DEFAULT app.add(1, 2),
  other_id bigint,
  PRIMARY KEY (id) INCLUDE (name),
  CONSTRAINT users_email_key UNIQUE (email) DEFERRABLE INITIALLY DEFERRED,
  CONSTRAINT users_name_key UNIQUE (name) WITH (fillfactor = 70),
  EXCLUDE USING gist (span WITH &&) WHERE (number > 0),
  CHECK (number > 0) NO INHERIT
) WITH (fillfactor = 80, autovacuum_enabled = false, toast.autovacuum_enabled = false);
ALTER TABLE app.users ADD CONSTRAINT later CHECK (length(name) > 1) NOT VALID;
ALTER TABLE app.users ALTER COLUMN data SET STORAGE external, ALTER COLUMN data SET COMPRESSION pglz,
  ALTER COLUMN number SET STATISTICS 500, ALTER COLUMN number SET (n_distinct = 7, n_distinct_inherited = 9);
ALTER TABLE app.users DROP COLUMN old_id;
ALTER TABLE app.users ADD COLUMN old_id serial;
COMMENT ON TABLE app.users IS E'people\nwith \\ and ''';
COMMENT ON COLUMN app.users.name IS 'as they say';
COMMENT ON CONSTRAINT price_positive ON app.users IS 'nobody is paid';
GRANT SELECT, INSERT ON app.users TO howdah_reader;
GRANT UPDATE (name), REFERENCES (name, id) ON app.users TO howdah_reader;
GRANT ALL ON app.users TO howdah_writer WITH GRANT OPTION;
REVOKE DELETE ON app.users FROM postgres;
CREATE TABLE app.organizations (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  owner_id bigint NOT NULL, name text,
  id2 integer GENERATED BY DEFAULT AS IDENTITY (SEQUENCE NAME app.own_name CYCLE MAXVALUE 99)
);
ALTER TABLE app.users ADD COLUMN organization_id uuid
  CONSTRAINT users_org REFERENCES app.organizations ON UPDATE CASCADE ON DELETE SET NULL DEFERRABLE;
ALTER TABLE app.organizations ADD FOREIGN KEY (owner_id) REFERENCES app.users MATCH FULL;
ALTER TABLE app.users ADD CONSTRAINT self FOREIGN KEY (other_id) REFERENCES app.users NOT VALID;
CREATE UNLOGGED TABLE app.unlogged (a integer);
CREATE TABLE "Odd name"."Tab""le" ("Co l" integer PRIMARY KEY, "select" text);
COMMENT ON COLUMN "Odd name"."Tab""le"."select" IS 'odd';
CREATE TABLE app.typed OF app.money (currency WITH OPTIONS DEFAULT 'EUR' NOT NULL, PRIMARY KEY (amount));
CREATE TABLE app.no_columns ();
CREATE TABLE app.needs_function (a integer CHECK (app.add(a, 1) > 0), b bigint DEFAULT nextval('app.down'));
CREATE TABLE app.logged (a integer, b integer NOT NULL);
CREATE UNIQUE INDEX logged_b ON app.logged (b);
ALTER TABLE app.logged REPLICA IDENTITY USING INDEX logged_b;
ALTER TABLE app.unlogged REPLICA IDENTITY FULL;
ALTER TABLE app.no_columns REPLICA IDENTITY NOTHING;
ALTER SEQUENCE app.down OWNED BY app.needs_function.b;

-- what the server writes in another way the second time
CREATE TABLE app.arrays (a varchar(9) CHECK (a IN ('x', 'it''s,')), b varchar(9) DEFAULT (ARRAY['a', 'b'])[1],
  c bigint CHECK (c = ANY ((ARRAY[1, 2])::bigint[])), d char(3) CHECK (d IN ('a', 'b')),
  e text[] DEFAULT ARRAY['a', 'b']::varchar[]);
CREATE INDEX arrays_a ON app.arrays (c) WHERE a IN ('x', 'y');
CREATE VIEW app.of_arrays AS SELECT a IN ('x', 'y') AS is_in FROM app.arrays WHERE a NOT IN ('z', 'u');

-- indexes
CREATE INDEX users_at ON app.users (at DESC NULLS LAST, name text_pattern_ops) WHERE number > 3;
CREATE INDEX users_lower ON app.users (lower(name), (number + 1)) INCLUDE (id) WITH (fillfactor = 50);
ALTER INDEX app.users_lower ALTER COLUMN 2 SET STATISTICS 300;
CREATE INDEX users_tags ON app.users USING gin (tags) WITH (fastupdate = off);
CREATE INDEX users_collated ON app.users (name COLLATE "POSIX");
CREATE UNIQUE INDEX users_partial ON app.users (number) WHERE mood = 'ok';
CREATE INDEX users_hash ON app.users USING hash (number);
CREATE INDEX users_function ON app.users (app.add(number, 3));
COMMENT ON INDEX app.users_at IS 'for the list';
COMMENT ON INDEX app.users_pkey IS 'the key''s index';
ALTER TABLE app.users CLUSTER ON users_name_key;
ALTER TABLE app.organizations ADD UNIQUE (name);
CREATE INDEX organizations_id2 ON app.organizations (id2);
ALTER TABLE app.organizations CLUSTER ON organizations_id2;
CREATE STATISTICS app.users_stats (dependencies, ndistinct) ON number, name FROM app.users;
ALTER STATISTICS app.users_stats SET STATISTICS 100;
CREATE STATISTICS app.users_expression ON lower(name), number FROM app.users;
COMMENT ON STATISTICS app.users_stats IS 'they go together';

-- inheritance and partitions
CREATE TABLE app.parent (id integer NOT NULL DEFAULT 1, note text, CONSTRAINT note_short CHECK (length(note) < 9));
CREATE TABLE app.parent2 (id integer, extra text);
CREATE TABLE app.child (own integer, id integer DEFAULT 2) INHERITS (app.parent, app.parent2);
CREATE TABLE app.late_child (LIKE app.parent INCLUDING ALL);
ALTER TABLE app.late_child INHERIT app.parent;
CREATE TABLE app.grandchild () INHERITS (app.child);
ALTER TABLE app.grandchild ALTER COLUMN note SET NOT NULL, ALTER COLUMN own SET DEFAULT 5;
ALTER TABLE app.grandchild ALTER COLUMN id DROP DEFAULT;
CREATE TABLE app.events (id bigint NOT NULL, at date NOT NULL, kind text, user_id bigint REFERENCES app.users,
  PRIMARY KEY (id, at), CHECK (id > 0)) PARTITION BY RANGE (at);
CREATE INDEX events_kind ON app.events (kind);
CREATE TABLE app.events_2020 PARTITION OF app.events FOR VALUES FROM ('2020-01-01') TO ('2021-01-01');
CREATE TABLE app.events_2021 (kind text, at date NOT NULL, id bigint NOT NULL, user_id bigint,
  CONSTRAINT events_id_check CHECK (id > 0));
CREATE INDEX own_index ON app.events_2021 (kind);
ALTER TABLE app.events ATTACH PARTITION app.events_2021 FOR VALUES FROM ('2021-01-01') TO (MAXVALUE);
CREATE TABLE app.events_old PARTITION OF app.events FOR VALUES FROM (MINVALUE) TO ('2020-01-01')
  PARTITION BY LIST (at);
CREATE TABLE app.events_old_a PARTITION OF app.events_old (kind DEFAULT 'a') FOR VALUES IN ('2019-01-01', '2019-02-02');
CREATE TABLE app.events_old_rest PARTITION OF app.events_old DEFAULT;
CREATE INDEX events_old_a_only ON app.events_old_a (user_id);
CREATE TABLE app.hashed (id integer, name text) PARTITION BY HASH (id, lower(name));
CREATE TABLE app.hashed_0 PARTITION OF app.hashed FOR VALUES WITH (MODULUS 2, REMAINDER 0);
CREATE TABLE app.hashed_1 PARTITION OF app.hashed FOR VALUES WITH (MODULUS 2, REMAINDER 1);
COMMENT ON TABLE app.hashed_1 IS 'a part';

-- views
CREATE VIEW app.names AS SELECT id, name, number FROM app.users WHERE number > 0;
CREATE VIEW app.names_of_names WITH (security_barrier) AS SELECT id, name FROM app.names
  WITH LOCAL CHECK OPTION;
ALTER VIEW app.names ALTER COLUMN name SET DEFAULT 'viewed';
COMMENT ON VIEW app.names IS 'short';
COMMENT ON COLUMN app.names.id IS 'the key';
GRANT SELECT (id) ON app.names TO howdah_reader;
CREATE VIEW app.by_key AS SELECT u.id, u.name, count(*) AS n FROM app.users u JOIN app.events e ON e.user_id = u.id
  GROUP BY u.id;
CREATE RECURSIVE VIEW app.counting (n) AS VALUES (1) UNION ALL SELECT n + 1 FROM counting WHERE n < 9;
CREATE VIEW app.circle AS SELECT 1 AS a, 'x'::text AS b;
CREATE FUNCTION app.circle_size(c app.circle) RETURNS integer LANGUAGE sql STABLE
  BEGIN ATOMIC SELECT (c).a; END;
CREATE OR REPLACE VIEW app.circle AS SELECT 1 AS a, 'x'::text AS b
  WHERE app.circle_size(NULL::app.circle) IS NULL;
CREATE MATERIALIZED VIEW app.totals WITH (fillfactor = 90) AS SELECT mood, count(*) AS n FROM app.users GROUP BY mood;
CREATE UNIQUE INDEX totals_mood ON app.totals (mood);
ALTER MATERIALIZED VIEW app.totals ALTER COLUMN n SET STATISTICS 50;
COMMENT ON MATERIALIZED VIEW app.totals IS 'slow';
CREATE VIEW app.above_totals AS SELECT * FROM app.totals;

-- triggers, rules, policies
CREATE TRIGGER touch BEFORE UPDATE OF name, number ON app.users FOR EACH ROW
  WHEN (OLD.name IS DISTINCT FROM NEW.name) EXECUTE FUNCTION app.touch('a', 'b');
CREATE TRIGGER seen AFTER INSERT ON app.users REFERENCING NEW TABLE AS fresh
  FOR EACH STATEMENT EXECUTE FUNCTION app.touch();
CREATE CONSTRAINT TRIGGER checked AFTER INSERT ON app.users DEFERRABLE INITIALLY DEFERRED
  FOR EACH ROW EXECUTE FUNCTION app.touch();
CREATE TRIGGER on_view INSTEAD OF INSERT ON app.names FOR EACH ROW EXECUTE FUNCTION app.touch();
CREATE TRIGGER on_parts AFTER INSERT ON app.events FOR EACH ROW EXECUTE FUNCTION app.touch();
ALTER TABLE app.users DISABLE TRIGGER touch;
ALTER TABLE app.events_2020 DISABLE TRIGGER on_parts;
ALTER TABLE app.users ENABLE ALWAYS TRIGGER seen;
COMMENT ON TRIGGER touch ON app.users IS 'keeps time';
CREATE RULE no_delete AS ON DELETE TO app.unlogged DO INSTEAD NOTHING;
CREATE RULE logs AS ON INSERT TO app.unlogged DO ALSO INSERT INTO app.logged VALUES (NEW.a, 1);
ALTER TABLE app.unlogged DISABLE RULE logs;
COMMENT ON RULE no_delete ON app.unlogged IS 'never';
ALTER TABLE app.users ENABLE ROW LEVEL SECURITY;
ALTER TABLE app.organizations FORCE ROW LEVEL SECURITY;
CREATE POLICY own ON app.users FOR SELECT TO howdah_reader, howdah_writer USING (name = CURRENT_USER);
CREATE POLICY strict ON app.users AS RESTRICTIVE USING (number > 0) WITH CHECK (number < 100);
COMMENT ON POLICY own ON app.users IS 'what is theirs';

-- text search
CREATE TEXT SEARCH DICTIONARY app.words (TEMPLATE = simple, ACCEPT = false, STOPWORDS = english);
CREATE TEXT SEARCH CONFIGURATION app.search (PARSER = default);
ALTER TEXT SEARCH CONFIGURATION app.search ADD MAPPING FOR asciiword, word WITH app.words, simple;
COMMENT ON TEXT SEARCH CONFIGURATION app.search IS 'finds';
CREATE INDEX users_search ON app.users USING gin (to_tsvector('app.search', name));

-- foreign data
CREATE FOREIGN DATA WRAPPER far OPTIONS (debug 'true');
CREATE SERVER there TYPE 'x' VERSION '1.2' FOREIGN DATA WRAPPER far OPTIONS (host 'h''ost', "Port" '5');
CREATE USER MAPPING FOR PUBLIC SERVER there OPTIONS ("user" 'me');
CREATE FOREIGN TABLE app.distant (id integer OPTIONS (column_name 'ID') NOT NULL, name text DEFAULT 'x',
  CHECK (id > 0)) SERVER there OPTIONS (table_name 't');
COMMENT ON FOREIGN TABLE app.distant IS 'far away';
GRANT USAGE ON FOREIGN SERVER there TO howdah_reader;
GRANT USAGE ON FOREIGN DATA WRAPPER far TO howdah_reader;
COMMENT ON SERVER there IS 'not here';

-- publications, event triggers, default privileges, owners
CREATE PUBLICATION a_few FOR TABLE app.logged, app.organizations WITH (publish = 'insert, update');
CREATE PUBLICATION everything FOR ALL TABLES WITH (publish_via_partition_root);
COMMENT ON PUBLICATION a_few IS 'a part';
CREATE EVENT TRIGGER watch ON ddl_command_end WHEN TAG IN ('CREATE TABLE', 'DROP TABLE')
  EXECUTE FUNCTION app.on_ddl();
ALTER EVENT TRIGGER watch DISABLE;
COMMENT ON EVENT TRIGGER watch IS 'sleeps';
ALTER DEFAULT PRIVILEGES FOR ROLE howdah_writer IN SCHEMA app GRANT SELECT ON TABLES TO howdah_reader;
ALTER DEFAULT PRIVILEGES FOR ROLE howdah_writer REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC;
ALTER DEFAULT PRIVILEGES FOR ROLE howdah_writer GRANT USAGE ON TYPES TO howdah_reader WITH GRANT OPTION;
ALTER TABLE app.logged OWNER TO howdah_writer;
ALTER TABLE app.needs_function OWNER TO howdah_writer;
ALTER FUNCTION app.later() OWNER TO howdah_writer;
ALTER SCHEMA "Odd name" OWNER TO howdah_writer;
ALTER TYPE app.text_range OWNER TO howdah_writer;
REVOKE ALL ON SCHEMA public FROM PUBLIC;
COMMENT ON SCHEMA public IS 'nobody''s';
